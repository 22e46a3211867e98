/** Where windows lie, as ONNX has it: cells before the first element and behind the last. */

import {
  type ConvAxis,
  convOutputLength,
  convPadding,
  type Padding,
  span,
} from "../../../autograd/ops/conv_geometry.ts";
import type { DataFormat } from "../../../autograd/ops/options.ts";
import { channelAxis, spatialAxes } from "../../../layers/image_layer.ts";
import type { Attributes, Emission, Value } from "../emission.ts";
import { channelsFirst } from "../order.ts";

/** The windows of a layer, a number for each spatial axis. */
export interface Windows {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding: Padding | "causal";
  readonly dataFormat: DataFormat;
}

/** Images, steps or volumes as ONNX takes them, with the channels behind the batch. */
export function asImages(
  to: Emission,
  x: Value,
  dataFormat: DataFormat,
): Value {
  const rank = x.order.length;
  return to.turned(x, channelsFirst(rank, channelAxis(dataFormat, rank - 2)));
}

/** What ONNX calls windows. */
export function windowAttributes(
  { shape }: Value,
  { size, strides, dilations, padding, dataFormat }: Windows,
): Attributes {
  const axes = spatialAxes(dataFormat, size.length).map((at, i) => ({
    input: shape[at],
    kernel: size[i],
    stride: strides[i],
    dilation: dilations?.[i] ?? 1,
    padding: padding === "causal" ? "valid" : padding,
  }));
  return {
    kernel_shape: { ints: size },
    strides: { ints: strides },
    ...dilations && { dilations: { ints: dilations } },
    ...padsOf(axes, padding === "causal"),
  };
}

type OpenAxis = Omit<ConvAxis, "input"> & { readonly input: number | null };

/** Cells around the input; which ones there are, only its size says where steps are longer than 1. */
function padsOf(axes: readonly OpenAxis[], isCausal: boolean): Attributes {
  const [{ padding }] = axes;
  if (padding === "valid") {
    const before = axes.map((axis) => isCausal ? span(closed(axis)) - 1 : 0);
    return { pads: { ints: [...before, ...axes.map(() => 0)] } };
  }
  if (axes.some(({ input, stride }) => input === null && stride > 1)) {
    return { auto_pad: { text: "SAME_UPPER" } };
  }
  const all = axes.map((axis) => {
    const known = closed(axis);
    const covered = (convOutputLength(known) - 1) * axis.stride + span(known);
    const before = convPadding(known);
    return [before, Math.max(covered - known.input, 0) - before];
  });
  return { pads: { ints: [0, 1].flatMap((i) => all.map((pair) => pair[i])) } };
}

/** With steps of 1 any size will do. */
function closed({ input, ...axis }: OpenAxis): ConvAxis {
  return { ...axis, input: input ?? span({ ...axis, input: 1 }) };
}
