/** Images as layers take them, whichever axis the channels lie on. */

import type { DataFormat } from "../autograd/ops/options.ts";
import type { Pair } from "../autograd/ops/conv_geometry.ts";
import { transpose } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { InputSpec } from "./input_spec.ts";
import type { PartialShape } from "../variables/shapes.ts";

/** What a layer for images asks of its input. */
export function imageSpec(dataFormat: DataFormat): InputSpec {
  const layout = dataFormat === "channels_first"
    ? "[batch, channels, height, width]"
    : "[batch, height, width, channels]";
  return { rank: 4, layout };
}

/** `f` of images with the channels last, whose result is brought back to the data format. */
export function throughChannelsLast(
  x: Tensor,
  dataFormat: DataFormat,
  f: (x: Tensor) => Tensor,
): Tensor {
  if (dataFormat === "channels_last") return f(x);
  return transpose(f(transpose(x, [0, 2, 3, 1])), [0, 3, 1, 2]);
}

/** The axes of height and width. */
export function spatialAxes(dataFormat: DataFormat): Pair {
  return dataFormat === "channels_first" ? [2, 3] : [1, 2];
}

/** A shape with the height and the width changed, each where it is known. */
export function withSpatial(
  shape: PartialShape,
  dataFormat: DataFormat,
  change: (size: number, i: 0 | 1) => number,
): PartialShape {
  const [height] = spatialAxes(dataFormat);
  return shape.map((size, axis) => {
    const i = axis - height;
    return size !== null && (i === 0 || i === 1) ? change(size, i) : size;
  });
}
