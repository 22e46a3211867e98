/** What a loss scale knows of a step: numbers that only the device has. */

import { quote } from "../../../config/errors.ts";
import { input } from "../../../backends/expr.ts";
import { where } from "../../../autograd/formula.ts";
import { elementwise } from "../../../autograd/ops/elementwise_op.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import type { Variable } from "../../../variables/variable.ts";

/**
 * Two tensors of shape [].
 * @category Optimizers
 */
export interface Guard {
  /** 1 if the step is to be made, 0 if everything is to stay as it is. */
  readonly isFinite: Tensor;
  /** What gradients are to be divided by. */
  readonly scale: Tensor;
}

/**
 * Refuses what is neither a guard nor `null`, in the place of which another argument may have been meant.
 *
 * @throws {TypeError} if it is neither.
 */
export function checkGuard(guard: Guard | null): void {
  if (guard === null) return;
  const { isFinite, scale } = Object(guard);
  if (isFinite instanceof Tensor && scale instanceof Tensor) return;
  throw new TypeError(
    `Cannot apply gradients: expected nothing behind the variables but what a loss scale says of the step, received ${
      quote(guard)
    }`,
  );
}

const chosen = where(input(0), input(1), input(2));

/** Brings a variable back to its constraint, if it has one and the step is made. */
export function constrain(variable: Variable, guard: Guard | null): void {
  if (!variable.constraint) return;
  const next = variable.constraint.call(variable.value);
  variable.assign(
    guard ? elementwise(chosen, [guard.isFinite, next, variable]) : next,
  );
}
