/** An optimizer's state outside of it: what has to be kept for training to go on later. */

import { ValueError } from "../../backends/errors.ts";
import { sameShape, type Shape } from "../../backends/view.ts";
import { Scope } from "../../autograd/scope.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { showShape } from "../../layers/shapes.ts";
import type { LearningRate } from "./options.ts";
import type { Slots } from "./slots.ts";

/** One variable of an optimizer, as numbers. */
export interface SavedVariable {
  /** Its path under Keras's names, such as `"adam/iteration"` or `"adam/kernel_momentum"`. */
  readonly path: string;
  /** Its shape; [] for a number. */
  readonly shape: Shape;
  /** Its elements, in row-major order. */
  readonly data: Float32Array | Float64Array;
}

/** Keras's variables in Keras's order: the iteration, the learning rate if it is a number, the slots. */
export type OptimizerState = readonly SavedVariable[];

/** The state that an optimizer has now, whatever happens to its slots until they are read. */
export async function readState(
  owner: string,
  steps: number,
  learningRate: LearningRate,
  slots: Slots,
): Promise<OptimizerState> {
  const number = (name: string, value: number) => ({
    path: `${owner}/${name}`,
    shape: [],
    data: Float64Array.of(value),
  });
  const numbers = [number("iteration", steps)];
  if (typeof learningRate === "number") {
    numbers.push(number("learning_rate", learningRate));
  }
  const reading = slots.all.map(async ({ path, shape, value }) => ({
    path,
    shape,
    data: await value.read(),
  }));
  return [...numbers, ...await Promise.all(reading)];
}

/**
 * Puts a state's slots in place; gives its iteration, and its learning rate if it has one.
 *
 * @throws {ValueError} if the state is not of an optimizer with these slots; then none is changed.
 */
export function writeState(
  owner: string,
  state: OptimizerState,
  hasRate: boolean,
  slots: Slots,
): number[] {
  const kinds = hasRate ? ["iteration", "learning_rate"] : ["iteration"];
  checkState(owner, state, [
    ...kinds.map((kind) => ({ kind, shape: [] })),
    ...slots.all.map((slot) => ({
      kind: slots.kindOf(slot),
      shape: slot.shape,
    })),
  ]);
  const numbers = state.slice(0, kinds.length).map(({ data }) => data[0]);
  if (!numbers.every(Number.isFinite) || !isCount(numbers[0])) {
    throw new ValueError(
      `Cannot set the state of ${owner}: expected an iteration of 0 or more and finite numbers, received ${
        numbers.join(", ")
      }`,
    );
  }
  using _scope = new Scope();
  slots.all.forEach((slot, i) => {
    const { backend } = slot.value, { data } = state[kinds.length + i];
    slot.assign(Tensor.from(backend, data, slot.shape));
  });
  return numbers;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * Refuses a state that is not of an optimizer with these numbers and slots. Like Keras it goes by order, for names of
 * layers differ from one run to the next; what a slot is, such as "momentum", has to be the same.
 *
 * @throws {ValueError} if it is not.
 */
function checkState(
  owner: string,
  state: OptimizerState,
  expected: readonly { readonly kind: string; readonly shape: Shape }[],
): void {
  const refuse = (wanted: string, received: string): never => {
    throw new ValueError(
      `Cannot set the state of ${owner}: expected ${wanted}, received ${received}`,
    );
  };
  if (!Array.isArray(state) || state.length !== expected.length) {
    const received = Array.isArray(state) ? state.length : "no array";
    refuse(`${expected.length} variables`, `${received}`);
  }
  expected.forEach(({ kind, shape }, i) => {
    const { path, shape: own, data } = state[i];
    const isKind = path.endsWith(`/${kind}`) || path.endsWith(`_${kind}`);
    if (!isKind || !sameShape(own, shape)) {
      refuse(
        `variable ${i} to be a ${kind} of shape ${showShape(shape)}`,
        `"${path}" of shape ${showShape(own)}`,
      );
    }
    const size = shape.reduce((a, b) => a * b, 1);
    if (data.length !== size) {
      refuse(`${size} elements of "${path}"`, `${data.length}`);
    }
  });
}
