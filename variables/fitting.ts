/** What may be put into a variable, and the copy of it that is put there. */

import type { Backend } from "../backends/backend.ts";
import { isDense, sameShape, type Shape } from "../backends/view.ts";
import { ShapeError } from "../config/errors.ts";
import { pack } from "../autograd/kernel.ts";
import { type TensorLike, toTensor } from "../autograd/op.ts";
import { alias } from "../autograd/ops/alias.ts";
import { cast } from "../autograd/ops/cast.ts";
import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { showShape } from "./shapes.ts";

/** A variable, as far as it settles what fits. */
export interface Slot {
  readonly path: string;
  readonly shape: Shape;
  readonly backend: Backend;
}

/**
 * Refuses a tensor that does not fit.
 *
 * @throws {ShapeError} if it has another shape.
 * @throws {TypeError} if it is on another backend.
 */
export function checkFits(slot: Slot, { shape, backend }: Tensor): void {
  if (!sameShape(shape, slot.shape)) {
    throw new ShapeError(
      `Cannot ${assignTo(slot)}: expected shape ${
        showShape(slot.shape)
      }, received ${showShape(shape)}`,
      { expected: slot.shape, actual: shape },
    );
  }
  const { backend: own } = slot;
  if (backend === own) return;
  throw elsewhere(assignTo(slot), own, "where the variable is", backend);
}

function assignTo({ path }: Slot): string {
  return `assign to variable "${path}"`;
}

/** The error of a tensor that is not on the backend that `why` tells of. */
export function elsewhere(
  action: string,
  { name }: Backend,
  why: string,
  received: Backend,
): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a tensor on "${name}", ${why}, received one on ${
      name === received.name ? "another " : ""
    }"${received.name}"`,
  );
}

/**
 * The tensor that is meant: for a number one where the variable is.
 *
 * @throws {ShapeError} if it has another shape.
 * @throws {TypeError} if it is none, or is on another backend.
 */
export function fitting(slot: Slot, value: TensorLike): Tensor {
  const meant = typeof value === "number"
    ? Tensor.from(slot.backend, [value], [])
    : toTensor(`variable "${slot.path}"`, value);
  checkFits(slot, meant);
  return meant;
}

/** The same elements, in row-major order, in a tensor of the current scope's that no tape follows. */
export function copyOf(
  path: string,
  value: TensorLike,
  slot?: Slot,
): Tensor {
  const isWide = value instanceof Tensor && value.dtype === "float32";
  if (isWide && isDense(value.view)) {
    if (slot) checkFits(slot, value);
    return value.through(value.view);
  }
  return noGrad(() => {
    const meant = slot
      ? fitting(slot, value)
      : toTensor(`variable "${path}"`, value);
    const given = cast(meant, "float32");
    const packed = pack(given);
    return packed === given ? alias(given) : packed;
  });
}
