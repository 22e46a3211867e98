/** The convolution in which each channel has filters of its own. */

import { mul, x, y } from "../formula.ts";
import { type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import type { Padding, Pair } from "./conv_geometry.ts";
import { CELLS, imageWindows } from "./image_windows.ts";
import { mapSum } from "./map_sum.ts";
import { reshape } from "./reshape.ts";

const PRODUCT = mul(x, y);

/**
 * Correlation of each channel of `[batch, height, width, channels]` with its own filters, the kernel being
 * `[kernel height, kernel width, channels, filters a channel]`: `[batch, height, width, channels * filters a channel]`.
 */
export function depthwiseConv2d(
  images: TensorLike,
  kernel: TensorLike,
  options: { strides: Pair; dilations: Pair; padding: Padding },
): Tensor {
  const [tensor, weights] = toTensors("depthwiseConv2d", [images, kernel]);
  const [, height, width] = tensor.shape;
  const [rows, columns, channels, filters] = weights.shape;
  const one = filters === 1;
  const windows = imageWindows(
    one ? tensor : reshape(tensor, [...tensor.shape, 1]),
    { input: [height, width], kernel: [rows, columns], ...options },
    0,
  );
  const inner = one ? [channels] : [channels, filters];
  const cells = reshape(weights, [rows, 1, columns, ...inner]);
  const sums = mapSum(PRODUCT, [windows, cells], { axis: CELLS });
  if (one) return sums;
  return reshape(sums, [...sums.shape.slice(0, 3), channels * filters]);
}
