/** Puts weights where Keras 2 keeps them. */

import type { OptimizerState } from "../../training/optimizers/mod.ts";
import { ownPaths } from "../../models/weights/named.ts";
import type { Variable } from "../../variables/variable.ts";
import {
  emptyGroup,
  type Hdf5Array,
  type Hdf5Group,
  makeGroup,
  namesIn,
} from "../hdf5/tree.ts";
import { type Layered, legacyOrder, TOP } from "./weights.ts";

/** Who says to have written a file: a version that reads all of it. */
export const WRITER = { backend: "decograd", keras_version: "3.15.1" };

/** A group for each layer, with an array for each of its weights, by their paths. */
export function legacyTree(
  model: Layered,
  values: ReadonlyMap<Variable, Float32Array>,
): Hdf5Group {
  const tree = emptyGroup();
  const named = (name: string, variables: readonly Variable[]) => {
    const paths = ownPaths(variables);
    addArrays(
      makeGroup(tree, name),
      variables.map((variable, i) => {
        const { shape } = variable;
        return [paths[i], { shape, data: values.get(variable)! }];
      }),
    );
  };
  const { layers } = model;
  // Of a class of one's own two layers may have one name.
  const names = ownPaths(layers.map(({ name }) => ({ path: name })));
  tree.attributes.set("layer_names", names);
  for (const [name, text] of Object.entries(WRITER)) {
    tree.attributes.set(name, text);
  }
  for (const [i, layer] of layers.entries()) {
    named(names[i], legacyOrder(layer));
  }
  named(TOP, model.ownVariables);
  return tree;
}

/** What an optimizer keeps. */
export function legacyState(state: OptimizerState): Hdf5Group {
  const group = emptyGroup();
  addArrays(
    group,
    state.map(({ path, shape, data }) => {
      const made = path.endsWith("/iteration") ? Int32Array : Float32Array;
      return [path, { shape, data: made.from(data) }];
    }),
  );
  return group;
}

function addArrays(
  group: Hdf5Group,
  arrays: readonly (readonly [path: string, array: Hdf5Array])[],
): void {
  group.attributes.set("weight_names", arrays.map(([path]) => path));
  for (const [path, array] of arrays) {
    const names = namesIn(path);
    const last = names.pop() ?? path;
    makeGroup(group, names.join("/")).arrays.set(last, array);
  }
}
