/** Writes a state_dict as Python's safetensors does. */

import {
  encodeTensors,
  type WrittenTensor,
} from "../../data/safetensors/safetensors_encoding.ts";
import { valuesOf } from "../weights/values.ts";
import { COUNTED, COUNTER } from "./rules.ts";
import type { State } from "./state.ts";
import { toTorch } from "./turn.ts";
import type { TorchWeight } from "./wanted.ts";

type Named = readonly [name: string, tensor: WrittenTensor];

/** The bytes of a file with these weights, and with the counts beside them, which are 0 where `state` has none. */
export async function encodeState(
  weights: ReadonlyMap<string, TorchWeight>,
  state: State,
): Promise<Uint8Array> {
  const values = await valuesOf(
    [...weights.values()].map(({ variable }) => variable),
  );
  const floats = [...weights].map(([name, { variable, layout }]): Named => {
    const data = toTorch(values.get(variable)!, layout);
    return [name, { shape: layout.shape, data }];
  });
  const counters = [...weights]
    .filter(([, { own }]) => own === COUNTED)
    .map(([name]): Named => {
      const counter = name.slice(0, -COUNTED.length) + COUNTER;
      const count = BigInt(state[counter]?.data[0] ?? 0);
      const data = BigInt64Array.of(count);
      return [counter, { shape: [], data }];
    });
  // Wide types come first, then names count.
  const tensors = Object.fromEntries(
    [counters, floats].flatMap((rows) => rows.toSorted(byName)),
  );
  return encodeTensors(tensors, {}, ["Float32Array", "BigInt64Array"]);
}

function byName([a]: Named, [b]: Named): number {
  return a < b ? -1 : 1;
}
