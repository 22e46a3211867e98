/** The peak signal-to-noise ratio. */

import { add, log, mul, square, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { readOptions } from "../../config/schema.ts";
import { toImages } from "./images.ts";
import { BRIGHTNESS, type BrightnessOptions } from "./options.ts";

const squared = square(sub(x, y));
/** Of a mean squared error, and of the brightness in decibels. */
const inDecibels = add(y, mul(-10 / Math.LN10, log(x)));

/**
 * How large images are beside what they differ by, in decibels: the logarithm of `maxVal² / mean((a - b)²)`, infinite where
 * they are the same. Of images `[..., height, width, channels]` one number each, as `tf.image.psnr`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [a, b] = [dg.zeros([1, 4, 4, 1]), dg.full([1, 4, 4, 1], 25.5)];
 * const ratio = dg.metrics.psnr(a, b, { maxVal: 255 });
 * assertAlmostEquals(await ratio.sum().item(), 20, 1e-5);
 * ```
 *
 * @throws {ShapeError} if they are not images of one shape.
 * @throws {ValueError} if `maxVal` is not above 0.
 *
 * @category Metrics
 */
export function psnr(
  first: TensorLike,
  second: TensorLike,
  options: BrightnessOptions = {},
): Tensor {
  checkArgumentCount("compute psnr", arguments, 3);
  const { maxVal } = readOptions("compute psnr", BRIGHTNESS, options);
  const images = toImages("psnr", first, second);
  const errors = mean(elementwise(squared, images), { axis: [-3, -2, -1] });
  return elementwise(inDecibels, [errors, 20 * Math.log10(maxVal)]);
}
