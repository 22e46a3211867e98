/** The base of all initializers. */

import { toShape } from "../../autograd/ops/axes.ts";
import { checkLength, type Shape, sizeOf } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Configured } from "../../config/configured.ts";

/**
 * Makes the first values of a weight. Derive from it for one of your own, or pass a function of the shape wherever an
 * initializer is meant.
 *
 * @category Initializers
 */
export abstract class Initializer<
  Options extends object = object,
  Leading extends readonly unknown[] = [],
> extends Configured<Options, Leading> {
  /** The values for a weight of this shape. */
  abstract call(shape: Shape): Tensor;
}

/**
 * Refuses what is no shape, and more elements than there can be.
 *
 * @throws {ShapeError} if it is no array of integers, 0 or more.
 */
export function checkWeightShape(name: string, shape: Shape): void {
  checkLength(sizeOf(toShape(name, shape)));
}
