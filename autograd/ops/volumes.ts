/** Volumes as images: what is done to slices, and then along depth. */

import type { Tensor } from "../tensor.ts";
import { reshape } from "./reshape.ts";

/**
 * Volumes `[batch, depth, height, width, channels]` whose slices go through one function of images, and then through
 * another as images in which depth is the height, and each place of a slice a column.
 */
export function byDepth(
  x: Tensor,
  ofSlices: (images: Tensor) => Tensor,
  ofDepth: (columns: Tensor) => Tensor,
): Tensor {
  const [batch, depth, ...slice] = x.shape;
  const slices = ofSlices(reshape(x, [batch * depth, ...slice]));
  const [, height, width, channels] = slices.shape;
  const columns = [batch, depth, height * width, channels];
  const y = ofDepth(reshape(slices, columns));
  return reshape(y, [batch, y.shape[1], height, width, channels]);
}
