/** What an initializer can be asked to fill. */

import { toShape } from "../../autograd/ops/axes.ts";
import { checkLength } from "../../backends/length.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";

/**
 * Refuses what is no shape, and more elements than there can be.
 *
 * @throws {ShapeError} if it is no array of integers, 0 or more.
 */
export function checkWeightShape(name: string, shape: Shape): void {
  checkLength(sizeOf(toShape(name, shape)));
}
