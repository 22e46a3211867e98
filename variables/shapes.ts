/** Shapes in which some sizes are not known yet, and the shape of a scalar. */

import { Tensor } from "../autograd/tensor.ts";
import { quote, ShapeError } from "../config/errors.ts";

/**
 * Sizes of axes, outermost first; `null` for one that is not known, such as the batch before there is one.
 * @category Variables
 */
export type PartialShape = readonly (number | null)[];

/** A shape as errors and summaries write it: `[null, 7, 7, 4]`. */
export function showShape(shape: PartialShape): string {
  return `[${shape.map(String).join(", ")}]`;
}

/** Whether a value is a shape: whole numbers, 0 or more, and `null`. */
export function isPartialShape(shape: unknown): shape is PartialShape {
  if (!Array.isArray(shape)) return false;
  // Unlike `every` on the array itself, this sees holes too.
  return Array.from(shape).every((size) =>
    size === null || Number.isSafeInteger(size) && size >= 0
  );
}

/**
 * A shape that a user gave, as the option `name` if it is one: whole numbers, 0 or more, and `null`.
 *
 * @throws {ShapeError} if it is something else.
 */
export function toPartialShape(
  action: string,
  shape: unknown,
  name?: string,
): PartialShape {
  if (isPartialShape(shape)) return [...shape];
  const actual: number[] = Array.isArray(shape)
    ? Array.from(shape, (size) => typeof size === "number" ? size : NaN)
    : [];
  throw new ShapeError(
    `Cannot ${action}: expected ${
      name ? `${name} to be ` : ""
    }a shape of integers, 0 or more, or null, received ${quote(shape)}`,
    { expected: "integers, 0 or more, or null", actual },
  );
}

/**
 * The sizes without the batch, all of which have to be known.
 *
 * @throws {ShapeError} if one is not.
 */
export function knownSizes(
  action: string,
  [, ...sizes]: PartialShape,
): readonly number[] {
  return sizes.map((size) => {
    if (size !== null) return size;
    throw new ShapeError(
      `Cannot ${action}: expected sizes that are all known but the batch, received ${
        showShape([null, ...sizes])
      }`,
      { expected: "known sizes", actual: sizes.map((size) => size ?? NaN) },
    );
  });
}

/**
 * Refuses a loss that is no scalar.
 *
 * @throws {ShapeError} if its shape is not [].
 */
export function checkScalar(action: string, loss: unknown): void {
  if (loss instanceof Tensor && loss.rank === 0) return;
  const actual = loss instanceof Tensor ? loss.shape : [];
  throw new ShapeError(
    `Cannot ${action}: expected a scalar tensor of shape [], received ${
      loss instanceof Tensor ? showShape(actual) : quote(loss)
    }`,
    { expected: [], actual },
  );
}
