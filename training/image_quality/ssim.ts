/** Structural similarity, of one scale and of several. */

import { greater, mul, pow, where, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { mul as product } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { averagePool } from "../../autograd/ops/pool.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { readOptions } from "../../config/schema.ts";
import { toImages } from "./images.ts";
import {
  SCALES,
  type ScalesOptions,
  STRUCTURE,
  type StructureOptions,
} from "./options.ts";
import { likeness } from "./structure.ts";

/**
 * How alike images are in brightness, contrast and structure, as people see them: 1 where they are the same. Of images
 * `[..., height, width, channels]` one number each, as `tf.image.ssim`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const a = dg.randomUniform([1, 16, 16, 1]);
 * assertAlmostEquals(await dg.metrics.ssim(a, a).sum().item(), 1, 1e-5);
 * ```
 *
 * @throws {ShapeError} if they are not images of one shape, or smaller than the windows.
 * @throws {ValueError} if an option has a value that is not allowed.
 *
 * @category Metrics
 */
export function ssim(
  first: TensorLike,
  second: TensorLike,
  options: StructureOptions = {},
): Tensor {
  const action = "compute ssim";
  checkArgumentCount(action, arguments, 3);
  const given = readOptions(action, STRUCTURE, options);
  const [a, b] = toImages("ssim", first, second, given.filterSize);
  const { similarity } = likeness(flat(a), flat(b), given);
  return ofEach(similarity, a);
}

/** A factor that counts by a power, and nothing below 0; there its slope, which would be infinite, is none. */
const isSome = greater(x, 0);
const weighed = mul(isSome, pow(where(isSome, x, 1), y));

/**
 * Structural similarity of several scales, each half as fine as the one before: brightness counts at the coarsest alone. Of
 * images `[..., height, width, channels]` one number each, as `tf.image.ssim_multiscale`. Of five scales and windows of 11
 * pixels, images have at least 161 x 161.
 *
 * Wang, Simoncelli, Bovik: Multiscale structural similarity for image quality assessment (2003).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const a = dg.randomUniform([1, 24, 24, 1]);
 * const value = dg.metrics.ssimMultiscale(a, a, { powerFactors: [0.5, 0.5] });
 * assertAlmostEquals(await value.sum().item(), 1, 1e-5);
 * ```
 *
 * @throws {ShapeError} if they are not images of one shape, or smaller than the windows at the coarsest scale.
 * @throws {ValueError} if an option has a value that is not allowed.
 *
 * @category Metrics
 */
export function ssimMultiscale(
  first: TensorLike,
  second: TensorLike,
  options: ScalesOptions = {},
): Tensor {
  const action = "compute ssimMultiscale";
  checkArgumentCount(action, arguments, 3);
  const given = readOptions(action, SCALES, options);
  const { filterSize, powerFactors } = given;
  const coarsest = powerFactors.length - 1;
  // Of an odd number of pixels one more than half are left.
  const least = (filterSize - 1) * 2 ** coarsest + 1;
  const [a, b] = toImages("ssimMultiscale", first, second, least);
  let [one, other] = [flat(a), flat(b)];
  const factors = powerFactors.map((factor, scale) => {
    if (scale > 0) [one, other] = [halved(one), halved(other)];
    const { similarity, contrast } = likeness(one, other, given);
    const value = scale === coarsest ? similarity : contrast;
    return elementwise(weighed, [value, factor]);
  });
  return ofEach(factors.reduce((all, factor) => product(all, factor)), a);
}

/** Images along one axis. */
function flat(images: Tensor): Tensor {
  return reshape(images, [-1, ...images.shape.slice(-3)]);
}

/** The mean over the channels, in the shape of what came before the images. */
function ofEach(values: Tensor, { shape }: Tensor): Tensor {
  return reshape(mean(values, { axis: 1 }), shape.slice(0, -3));
}

/** Images half as fine; a last row or column that is alone stays what it is. */
function halved(images: Tensor): Tensor {
  const [, height, width] = images.shape;
  return averagePool(images, {
    input: [height, width],
    kernel: [2, 2],
    strides: [2, 2],
    padding: "same",
    dilations: [1, 1],
  });
}
