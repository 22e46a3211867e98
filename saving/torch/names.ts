/** What the weights of a model are called in a file that is written. */

import { quote, ValueError } from "../../config/errors.ts";
import { compare } from "../../models/weights/put.ts";
import { matchState, type State } from "./state.ts";
import { fullName, pathIn, type TorchWeight, type Wanted } from "./wanted.ts";

/**
 * The weights by their full names: a layer is the module that `names` says, or one with its own name.
 *
 * @throws {ValueError} if `names` speaks of a layer that is not there, or two weights have the same name.
 */
export function named(
  action: string,
  wanted: readonly Wanted[],
  names: Readonly<Record<string, string>>,
): ReadonlyMap<string, TorchWeight> {
  const layers = wanted.map(({ layer }) => layer.name);
  for (const name of Object.keys(names)) {
    if (layers.includes(name)) continue;
    throw new ValueError(
      `Cannot ${action}: expected names of layers with weights (${
        layers.join(", ")
      }), received ${quote(name)}`,
    );
  }
  const weights = new Map<string, TorchWeight>();
  for (const one of wanted) {
    const { name } = one.layer;
    const module = Object.hasOwn(names, name) ? names[name] : pathIn(one);
    for (const weight of one.weights) {
      const full = fullName(module, weight.own);
      const other = weights.get(full);
      if (other) {
        throw new ValueError(
          `Cannot ${action}: expected modules with names of their own, received ${
            quote(full)
          } for ${other.variable.path} and ${weight.variable.path}`,
        );
      }
      weights.set(full, weight);
    }
  }
  return weights;
}

/**
 * The same by the names that another state_dict has.
 *
 * @throws {ValueError} if it has other weights.
 */
export function namedAs(
  action: string,
  wanted: readonly Wanted[],
  state: State,
  names: Readonly<Record<string, string>>,
): ReadonlyMap<string, TorchWeight> {
  const matches = matchState(action, wanted, state, names);
  compare(action, matches);
  const weights = wanted.flatMap(({ weights }) => weights);
  return new Map(
    matches.matches.map(({ wanted }, i) => [wanted, weights[i]]),
  );
}
