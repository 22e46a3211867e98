/** An optimizer's state outside of it: what has to be kept for training to go on later. */

import { quote, ValueError } from "../../../config/errors.ts";
import { sameShape, type Shape, sizeOf } from "../../../backends/view.ts";
import { Scope } from "../../../autograd/scope.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import { showShape } from "../../../variables/shapes.ts";
import type { Variable } from "../../../variables/variable.ts";
import { NumberVariable } from "./number_variable.ts";
import { Slot } from "./slots.ts";

/**
 * One variable of an optimizer, as numbers.
 * @category Optimizers
 */
export interface SavedVariable {
  /** Its path under Keras's names, such as `"adam/iteration"` or `"adam/kernel_momentum"`. */
  readonly path: string;
  /** Its shape; [] for a number. */
  readonly shape: Shape;
  /** Its elements, in row-major order. */
  readonly data: Float32Array | Float64Array;
}

/**
 * Keras's variables in Keras's order.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Adam({ name: "adam" });
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const state = await optimizer.getState();
 * assertEquals(state.map(({ path }) => path), [
 *   "adam/iteration",
 *   "adam/learning_rate",
 *   "adam/w_momentum",
 *   "adam/w_velocity",
 * ]);
 *
 * const later = new dg.optimizers.Adam();
 * later.build([w]);
 * later.setState(state); // goes on as if it had never stopped
 * assertEquals(later.iterations, 1);
 * ```
 *
 * @category Optimizers
 */
export type OptimizerState = readonly SavedVariable[];

/** What variables hold now, whatever happens to them until they are read. */
export function readState(
  variables: readonly Variable[],
): Promise<OptimizerState> {
  const reading = variables.map(async (variable) => ({
    path: variable.path,
    shape: variable.shape,
    data: variable instanceof NumberVariable
      ? Float64Array.of(await variable.number())
      : await variable.value.read(),
  }));
  return Promise.all(reading);
}

/**
 * Refuses a state that is not of these variables. Like Keras it goes by order, for names of layers differ from one run to
 * the next; what a slot is, such as "momentum", has to be the same.
 *
 * @throws {ValueError} if it is not.
 */
export function checkState(
  owner: string,
  variables: readonly Variable[],
  state: OptimizerState,
): void {
  checkLength(owner, variables, state);
  variables.forEach((variable, i) => {
    if (!isSaved(state[i])) {
      refuse(owner, "variables with path, shape and data", quote(state[i]));
    }
    const { path, shape, data } = state[i], kind = kindOf(variable);
    const isKind = path.endsWith(`/${kind}`) || path.endsWith(`_${kind}`);
    if (!isKind || !sameShape(shape, variable.shape)) {
      refuse(
        owner,
        `variable ${i} to be a ${kind} of shape ${showShape(variable.shape)}`,
        `"${path}" of shape ${showShape(shape)}`,
      );
    }
    if (data.length !== sizeOf(shape)) {
      refuse(owner, `${sizeOf(shape)} elements of "${path}"`, `${data.length}`);
    }
    if (variable instanceof NumberVariable) variable.check(data[0]);
  });
}

/**
 * Puts a state in place; `null` stands for the variables of an optimizer that is not built yet.
 *
 * @throws {ValueError} if the state is not of these variables; then none is changed.
 */
export function writeState(
  owner: string,
  variables: readonly Variable[] | null,
  state: OptimizerState,
): void {
  if (!variables) {
    refuse(owner, "an optimizer that is built", "one that is not");
  }
  checkState(owner, variables, state);
  using _scope = new Scope();
  variables.forEach((variable, i) => {
    const { data } = state[i];
    if (variable instanceof NumberVariable) variable.assign(data[0]);
    else {
      const { backend } = variable.value;
      variable.assign(Tensor.from(backend, data, variable.shape));
    }
  });
}

/**
 * A state of bare elements, one list for each variable.
 *
 * @throws {ValueError} if there are not as many lists as variables, or one is no list of numbers.
 */
export function stateOf(
  owner: string,
  variables: readonly Variable[],
  weights: readonly (number | ArrayLike<number>)[],
): OptimizerState {
  checkLength(owner, variables, weights);
  return variables.map(({ path, shape }, i) => {
    const data: unknown = weights[i];
    if (!isNumbers(data) && typeof data !== "number") {
      refuse(owner, "a number or numbers for each variable", quote(data));
    }
    return {
      path,
      shape,
      data: typeof data === "number"
        ? Float64Array.of(data)
        : Float64Array.from(data),
    };
  });
}

function isSaved(value: unknown): value is SavedVariable {
  const { path, shape, data } = Object(value);
  return typeof path === "string" && Array.isArray(shape) && isNumbers(data);
}

/** Whether it is a list of numbers; text would become one of NaN, and a tensor an empty one. */
function isNumbers(value: unknown): value is ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return "length" in value;
  // Copied, so that holes count as what they are.
  return Array.isArray(value) &&
    [...value].every((it) => typeof it === "number");
}

function kindOf(variable: Variable): string {
  return variable instanceof Slot ? variable.kind : variable.name;
}

function checkLength(
  owner: string,
  variables: readonly Variable[],
  given: readonly unknown[],
): void {
  if (Array.isArray(given) && given.length === variables.length) return;
  const received = Array.isArray(given) ? given.length : "no array";
  refuse(owner, `${variables.length} variables`, `${received}`);
}

function refuse(owner: string, expected: string, received: string): never {
  throw new ValueError(
    `Cannot set the state of ${owner}: expected ${expected}, received ${received}`,
  );
}
