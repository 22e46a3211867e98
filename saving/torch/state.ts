/** A state_dict of PyTorch in a file, and what it has for a model. */

import { sameShape } from "../../backends/view.ts";
import { ValueError } from "../../config/errors.ts";
import { describeBytes, isOurs } from "../../data/files/describe_bytes.ts";
import {
  type AnyTensor,
  decodeAnySafetensors,
} from "../../data/safetensors/any_dtype.ts";
import { fromFile } from "../../data/safetensors/from_file.ts";
import type { Match, Matches } from "../../models/weights/put.ts";
import { bytesFrom, type Source } from "../source.ts";
import { assigned, modulesOf } from "./modules.ts";
import { toOurs } from "./turn.ts";
import { fullName, type Wanted } from "./wanted.ts";

/** The tensors of a state_dict, by name. */
export type State = Readonly<Record<string, AnyTensor>>;

/**
 * Reads a state_dict.
 *
 * @throws {ValueError} if nothing is there, or something of ours.
 * @throws {TypeError} if it is no whole safetensors file.
 */
export async function readState(
  action: string,
  source: Source,
): Promise<State> {
  const bytes = await bytesFrom(action, source);
  const { tensors, metadata } = fromFile(action, bytes, decodeAnySafetensors);
  if (!isOurs(metadata)) return tensors;
  throw new ValueError(
    `Cannot ${action}: expected a state_dict, received ${describeBytes(bytes)}`,
  );
}

/**
 * What a state_dict has for each weight.
 *
 * @throws {ValueError} if several modules can be a layer, or `names` speaks of what is not there.
 */
export function matchState(
  action: string,
  wanted: readonly Wanted[],
  state: State,
  names: Readonly<Record<string, string>>,
): Matches {
  const modules = modulesOf(state);
  const chosen = assigned(action, wanted, modules, names);
  const used = new Set<string>();
  const matches = wanted.flatMap(({ weights }, i) =>
    weights.map(({ variable, own, layout }): Match => {
      const module = chosen[i];
      const name = fullName(module ?? variable.path, own);
      const array = modules.get(module ?? "")?.get(own);
      if (module === null || !array) {
        return { wanted: name, variable, found: null };
      }
      used.add(name);
      const { shape } = layout;
      const data = sameShape(array.shape, shape)
        ? toOurs(array.data, layout)
        : array.data;
      return { wanted: name, variable, shape, found: { ...array, name, data } };
    })
  );
  const extra = [...modules]
    .flatMap(([name, arrays]) =>
      [...arrays.keys()].map((own) => fullName(name, own))
    )
    .filter((name) => !used.has(name));
  return { matches, extra };
}
