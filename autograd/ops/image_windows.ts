/** Windows that slide over images, as a view. */

import type { Tensor } from "../tensor.ts";
import { conv2dGeometry, type ConvAxes } from "./conv_geometry.ts";
import { pad } from "./window.ts";
import { windows } from "./windows.ts";

/** The axes of a window's cells in what `imageWindows` returns. */
export const CELLS: readonly [number, number] = [2, 4];

const NONE = [0, 0] as const;

/**
 * The windows that a convolution of this geometry would look at: `[batch, height, width, channels]` as
 * `[batch, output height, kernel height, output width, kernel width, channels]`; beyond the borders lies `fill`. Further
 * axes may follow the channels.
 */
export function imageWindows(x: Tensor, axes: ConvAxes, fill: number): Tensor {
  const { output, geometry } = conv2dGeometry(axes);
  const { strides, dilations, padding } = geometry;
  const margins = ([0, 1] as const).map((i) => {
    const reach = (axes.kernel[i] - 1) * dilations[i] + 1;
    const end = (output[i] - 1) * strides[i] + reach;
    return [padding[i], Math.max(0, end - axes.input[i] - padding[i])] as const;
  });
  const framed = margins.flat().some((cells) => cells > 0)
    ? pad(x, [[0, 0], ...margins, ...x.shape.slice(3).map(() => NONE)], fill)
    : x;
  const along = (i: 0 | 1, axis: number) => ({
    axis,
    count: output[i],
    length: axes.kernel[i],
    stride: strides[i],
    dilation: dilations[i],
  });
  return windows(windows(framed, along(0, 1)), along(1, 3));
}
