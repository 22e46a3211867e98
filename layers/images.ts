/** Images and steps as layers take them, whichever axis the channels lie on. */

import type { DataFormat } from "../autograd/ops/options.ts";
import type { Pair } from "../autograd/ops/conv_geometry.ts";
import { transpose } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { InputSpec } from "./input_spec.ts";
import type { PartialShape } from "../variables/shapes.ts";

/** What errors call the spatial axes, of which there are so many. */
const SPATIAL = ["", "steps", "height, width"];

/** What a layer for images, or of one spatial axis for steps, asks of its input. */
export function imageSpec(dataFormat: DataFormat, rank = 2): InputSpec {
  const layout = dataFormat === "channels_first"
    ? `[batch, channels, ${SPATIAL[rank]}]`
    : `[batch, ${SPATIAL[rank]}, channels]`;
  return { rank: rank + 2, layout };
}

/** `f` of a tensor with the channels last, whose result is brought back to the data format. */
export function throughChannelsLast(
  x: Tensor,
  dataFormat: DataFormat,
  f: (x: Tensor) => Tensor,
): Tensor {
  if (dataFormat === "channels_last") return f(x);
  const spatial = x.shape.slice(2).map((_, i) => i + 1);
  const y = f(transpose(x, [0, ...spatial.map((axis) => axis + 1), 1]));
  return transpose(y, [0, x.rank - 1, ...spatial]);
}

/** The axis of the channels, beside so many spatial axes. */
export function channelAxis(dataFormat: DataFormat, rank: number): number {
  return dataFormat === "channels_first" ? 1 : rank + 1;
}

/** The axes of height and width. */
export function spatialAxes(dataFormat: DataFormat): Pair {
  return dataFormat === "channels_first" ? [2, 3] : [1, 2];
}

/** A shape with the sizes of its spatial axes changed, each where it is known. */
export function withSpatial(
  shape: PartialShape,
  dataFormat: DataFormat,
  change: (size: number, i: number) => number,
): PartialShape {
  const channels = channelAxis(dataFormat, shape.length - 2);
  return shape.map((size, axis) => {
    if (size === null || axis === 0 || axis === channels) return size;
    return change(size, channels === 1 ? axis - 2 : axis - 1);
  });
}
