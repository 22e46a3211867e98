/** Convolutions in ONNX. */

import {
  transposedCrop,
  transposedOutputLength,
} from "../../../autograd/ops/conv_geometry.ts";
import {
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  DepthwiseConv1D,
  DepthwiseConv2D,
  SeparableConv1D,
  SeparableConv2D,
} from "../../../layers/built_in.ts";
import type { Variable } from "../../../variables/variable.ts";
import type { Attributes, Emission, Value } from "../emission.ts";
import type { Order } from "../order.ts";
import { activated } from "./activations.ts";
import { type Rule, rules } from "./rule.ts";
import { asImages, windowAttributes } from "./windows.ts";

type Transposed = Conv1DTranspose | Conv2DTranspose | Conv3DTranspose;
type Depthwise = DepthwiseConv1D | DepthwiseConv2D;
type Separable = SeparableConv1D | SeparableConv2D;
type Grouped = Conv1D | Conv2D | Conv3D;
type AnyConv = Grouped | Transposed | Depthwise | Separable;

/** The last two axes of a kernel in front, the last one first. */
function kernelOrder({ length }: readonly number[]): Order {
  const others = Array.from({ length: length - 2 }, (_, axis) => axis);
  return [length - 1, length - 2, ...others];
}

function convolved(
  to: Emission,
  x: Value,
  layer: Grouped | Depthwise | Separable,
  kernel: { readonly name: string; readonly groups: number },
  bias: Variable | null,
): Value {
  const images = asImages(to, x, layer.dataFormat);
  const windows = windowAttributes(images, {
    ...layer,
    size: layer.kernelSize,
    dilations: layer.dilationRate,
  });
  const group: Attributes = { group: { int: kernel.groups } };
  const further = bias ? [to.weight(bias)] : [];
  return to.map(
    "Conv",
    images,
    { ...windows, ...group },
    kernel.name,
    ...further,
  );
}

/** The filters of each channel, as a group for each channel has them. */
function filters(
  to: Emission,
  kernel: Variable,
): Parameters<typeof convolved>[3] {
  const { shape } = kernel;
  const size = shape.slice(0, -2), [channels, each] = shape.slice(-2);
  const axes = size.map((_, axis) => axis);
  return {
    name: to.weight(kernel, {
      order: [size.length, size.length + 1, ...axes],
      dims: [channels * each, 1, ...size],
    }),
    groups: channels,
  };
}

function finished(to: Emission, y: Value, { activation }: AnyConv): Value {
  return activated(to, y, activation);
}

function grouped(layer: Grouped, x: Value, to: Emission): Value {
  const { kernel, bias, groups } = layer;
  const name = to.weight(kernel, { order: kernelOrder(kernel.shape) });
  return finished(to, convolved(to, x, layer, { name, groups }, bias), layer);
}

function depthwise(layer: Depthwise, x: Value, to: Emission): Value {
  const kernel = filters(to, layer.kernel);
  return finished(to, convolved(to, x, layer, kernel, layer.bias), layer);
}

function separable(layer: Separable, x: Value, to: Emission): Value {
  const { depthwiseKernel, pointwiseKernel, bias } = layer;
  const each = convolved(to, x, layer, filters(to, depthwiseKernel), null);
  const order = kernelOrder(pointwiseKernel.shape);
  const mixing = to.weight(pointwiseKernel, { order });
  const further = bias ? [to.weight(bias)] : [];
  return finished(to, to.map("Conv", each, {}, mixing, ...further), layer);
}

function transposed(layer: Transposed, x: Value, to: Emission): Value {
  const { kernelSize, strides, dilationRate, padding, outputPadding } = layer;
  const images = asImages(to, x, layer.dataFormat);
  // What is cut off depends on no size.
  const all = [...kernelSize].map((kernel, i) => {
    const stride = strides[i], dilation = dilationRate[i];
    const axis = {
      input: 1,
      kernel,
      stride,
      dilation,
      padding,
      outputPadding: outputPadding?.[i] ?? null,
    };
    const before = transposedCrop(axis);
    const span = (kernel - 1) * dilation + 1;
    const behind = span - before - transposedOutputLength(axis);
    return [before, Math.max(behind, 0), Math.max(-behind, 0)];
  });
  const [before, behind, added] = [0, 1, 2].map((i) => all.map((of) => of[i]));
  const kernel = to.weight(layer.kernel, {
    order: kernelOrder(layer.kernel.shape),
  });
  const further = layer.bias ? [to.weight(layer.bias)] : [];
  const y = to.map(
    "ConvTranspose",
    images,
    {
      kernel_shape: { ints: kernelSize },
      strides: { ints: strides },
      dilations: { ints: dilationRate },
      pads: { ints: [...before, ...behind] },
      output_padding: { ints: added },
    },
    kernel,
    ...further,
  );
  return finished(to, y, layer);
}

/** Convolutions of all kinds. */
export const CONVOLUTIONS: readonly Rule[] = [
  ...rules<Grouped>(
    [Conv1D, Conv2D, Conv3D],
    (one, [x], to) => grouped(one, x, to),
  ),
  ...rules<Transposed>(
    [Conv1DTranspose, Conv2DTranspose, Conv3DTranspose],
    (one, [x], to) => transposed(one, x, to),
  ),
  ...rules<Depthwise>(
    [DepthwiseConv1D, DepthwiseConv2D],
    (one, [x], to) => depthwise(one, x, to),
  ),
  ...rules<Separable>(
    [SeparableConv1D, SeparableConv2D],
    (one, [x], to) => separable(one, x, to),
  ),
];
