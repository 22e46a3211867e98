/** Puts weights where Keras 3 keeps them. */

import {
  LossScaleOptimizer,
  type Optimizer,
  type OptimizerState,
} from "../../training/optimizers/mod.ts";
import type { Variable } from "../../variables/variable.ts";
import { emptyGroup, type Hdf5Group, makeGroup } from "../hdf5/tree.ts";
import type { Place } from "./places.ts";

/** A group for each part of a model, with its name and an array for each of its variables. */
export function treeOf(
  places: readonly Place[],
  values: ReadonlyMap<Variable, Float32Array>,
): Hdf5Group {
  const tree = emptyGroup();
  for (const { path, name, variables } of places) {
    const { arrays, attributes } = makeGroup(tree, `${path}/vars`);
    attributes.set("name", name);
    variables.forEach((variable, i) => {
      const { shape } = variable;
      arrays.set(`${i}`, { shape, data: values.get(variable)! });
    });
  }
  return tree;
}

/** Adds what an optimizer keeps, and what one in it does; counts are whole numbers, as Keras has them. */
export function addOptimizer(
  tree: Hdf5Group,
  optimizer: Optimizer,
  state: OptimizerState,
  path = "optimizer",
): void {
  const { arrays, attributes } = makeGroup(tree, `${path}/vars`);
  attributes.set("name", optimizer.name);
  if (optimizer instanceof LossScaleOptimizer) {
    const { innerOptimizer: inner } = optimizer;
    const own = state.slice(-inner.variables.length);
    addOptimizer(tree, inner, own, `${path}/inner_optimizer`);
  }
  state.forEach(({ path, shape, data }, i) => {
    const made = path.endsWith("/iteration") ? Int32Array : Float32Array;
    arrays.set(`${i}`, { shape, data: made.from(data) });
  });
}
