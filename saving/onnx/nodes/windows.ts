/** Nodes of windows as layers with the channels first. */

import {
  convOutputLength,
  convPadding,
} from "../../../autograd/ops/conv_geometry.ts";
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  DepthwiseConv1D,
  DepthwiseConv2D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from "../../../layers/built_in.ts";
import type { SymbolicTensor } from "../../../layers/symbol.ts";
import { reordered } from "../order.ts";
import type { Call, Constant, Readers } from "./call.ts";

const FIRST = { dataFormat: "channels_first" } as const;

/** The windows of a node over so many spatial axes. */
interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  /** Cells before and behind each axis; `null` for as many as `"same"` needs. */
  readonly pads: readonly (readonly [number, number])[] | null;
}

function windowsOf(call: Call, kernel?: readonly number[]): Windows {
  const rank = call.symbol().shape.length - 2;
  if (rank < 1 || rank > 3) call.refuse("1 to 3 spatial axes", `${rank}`);
  const ones = new Array<number>(rank).fill(1);
  const list = (name: string, usual: readonly number[]) => {
    const own = call.ints(name, usual);
    return own.length === usual.length
      ? own
      : call.refuse(`${usual.length} numbers as ${name}`, `${own.length}`);
  };
  const kernelSize = list("kernel_shape", kernel ?? ones);
  if (kernel?.some((size, i) => size !== kernelSize[i])) {
    call.refuse(`kernel_shape [${kernel}]`, `[${kernelSize}]`);
  }
  const auto = call.text("auto_pad", "NOTSET");
  const pads = list("pads", [...ones, ...ones].fill(0));
  const isSame = auto === "SAME_UPPER";
  if (!isSame && auto !== "NOTSET" && auto !== "VALID") {
    call.refuse("auto_pad NOTSET, VALID or SAME_UPPER", auto);
  }
  return {
    kernelSize,
    strides: list("strides", ones),
    dilationRate: list("dilations", ones),
    pads: isSame ? null : ones.map((_, i) => [pads[i], pads[rank + i]]),
  };
}

/** Whether what is added on both sides is what `"same"` adds. */
function isSame(
  { shape }: SymbolicTensor,
  { kernelSize, strides, dilationRate, pads }: Windows,
): boolean {
  return pads === null || pads.every(([before, behind], i) => {
    const stride = strides[i], input = shape[i + 2];
    const span = (kernelSize[i] - 1) * dilationRate[i] + 1;
    if (input === null && stride > 1) return false;
    const axis = {
      input: input ?? span,
      kernel: kernelSize[i],
      stride,
      dilation: dilationRate[i],
      padding: "same",
    } as const;
    const all = (convOutputLength(axis) - 1) * stride + span - axis.input;
    return before === convPadding(axis) && before + behind === Math.max(all, 0);
  });
}

function isBare({ pads }: Windows): boolean {
  return pads !== null && pads.flat().every((cells) => cells === 0);
}

/** The padding of a layer, and its input with what that cannot say. */
function prepared(
  call: Call,
  windows: Windows,
  value = 0,
): { x: SymbolicTensor; padding: "same" | "valid" } {
  const x = call.symbol();
  if (isBare(windows)) return { x, padding: "valid" };
  if (isSame(x, windows)) return { x, padding: "same" };
  return { x: padded(call, x, windows, value), padding: "valid" };
}

function padded(
  call: Call,
  x: SymbolicTensor,
  { pads }: Windows,
  value: number,
): SymbolicTensor {
  return call.pad(x, [[0, 0], [0, 0], ...pads ?? []], value);
}

/** The numbers of a kernel with its first two axes behind the others, the second one first. */
function turned(call: Call, kernel: Constant): Constant {
  const { shape, numbers } = kernel;
  if (shape.length < 3) call.refuse("a kernel", `numbers of shape [${shape}]`);
  const order = [...shape.map((_, axis) => axis).slice(2), 1, 0];
  return {
    shape: order.map((axis) => shape[axis]),
    numbers: reordered(Float32Array.from(numbers), shape, order),
  };
}

const CONVOLUTIONS = [Conv1D, Conv2D, Conv3D];
const DEPTHWISE = [DepthwiseConv1D, DepthwiseConv2D];
const TRANSPOSED = [Conv1DTranspose, Conv2DTranspose, Conv3DTranspose];
const AVERAGING = [AveragePooling1D, AveragePooling2D, AveragePooling3D];
const LARGEST = [MaxPooling1D, MaxPooling2D, MaxPooling3D];

function convolution(call: Call): SymbolicTensor {
  const kernel = call.constant(1), bias = call.maybe(2);
  const windows = windowsOf(call, kernel.shape.slice(2));
  const { kernelSize, strides, dilationRate } = windows;
  const [filters, each] = kernel.shape;
  const groups = call.int("group", 1);
  call.sized(call.symbol().shape.slice(1, 2), [each * groups]);
  const { name } = call;
  const { x, padding } = prepared(call, windows);
  const rank = kernelSize.length;
  const options = {
    kernelSize,
    strides,
    dilationRate,
    padding,
    useBias: bias !== null,
    name,
    ...FIRST,
  };
  const own = turned(call, kernel);
  if (groups > 1 && each === 1 && rank < 3 && x.shape[1] === groups) {
    const depthMultiplier = filters / groups;
    const layer = new DEPTHWISE[rank - 1]({ ...options, depthMultiplier });
    const y = layer.apply(x);
    const shape = [...kernelSize, groups, depthMultiplier];
    // Behind the size there is 1, and then the filters, those of a channel side by side.
    return call.weigh(y, [
      [layer.kernel, { shape, numbers: own.numbers }],
      ...bias ? [[layer.bias, bias] as const] : [],
    ]);
  }
  const layer = new CONVOLUTIONS[rank - 1]({ ...options, filters, groups });
  const y = layer.apply(x);
  return call.weigh(y, [
    [layer.kernel, own],
    ...bias ? [[layer.bias, bias] as const] : [],
  ]);
}

function transposed(call: Call): SymbolicTensor {
  const kernel = call.constant(1), bias = call.maybe(2);
  const windows = windowsOf(call, kernel.shape.slice(2));
  const { kernelSize, strides, dilationRate, pads } = windows;
  call.only("group", 1);
  call.sized(call.symbol().shape.slice(1, 2), kernel.shape.slice(0, 1));
  if (pads === null) call.refuse("pads", "auto_pad");
  const rank = kernelSize.length;
  const outputPadding = call.ints("output_padding", kernelSize.map(() => 0));
  const layer = new TRANSPOSED[rank - 1]({
    filters: kernel.shape[1],
    kernelSize,
    strides,
    dilationRate,
    outputPadding,
    useBias: bias !== null,
    name: call.name,
    ...FIRST,
  });
  const y = layer.apply(call.symbol());
  call.weigh(y, [
    [layer.kernel, turned(call, kernel)],
    ...bias ? [[layer.bias, bias] as const] : [],
  ]);
  if (isBare(windows)) return y;
  const index = pads!.map(([before, behind]) =>
    behind === 0 ? [before] : [before, -behind]
  );
  return call.op("at", y, null, null, ...index);
}

function pooling(
  call: Call,
  classes: typeof AVERAGING | typeof LARGEST,
  value: number,
): SymbolicTensor {
  call.only("ceil_mode", 0);
  call.only("storage_order", 0);
  const windows = windowsOf(call);
  const { kernelSize: poolSize, strides, dilationRate } = windows;
  if (dilationRate.some((one) => one > 1)) call.refuse("no dilations", "some");
  const countsPads = call.int("count_include_pad", 0) === 1;
  const isAverage = value === 0;
  const x = call.symbol();
  const isFair = isBare(windows) || !isAverage || countsPads ||
    isSame(x, windows);
  if (!isFair) call.refuse("pads as padding same has them", "others");
  const given = isAverage && countsPads && !isBare(windows)
    ? {
      x: padded(call, x, windows, 0),
      padding: "valid",
    } as const
    : prepared(call, windows, value);
  const { padding } = given;
  const options = { poolSize, strides, padding, name: call.name, ...FIRST };
  return call.layer(new classes[poolSize.length - 1](options), [], given.x);
}

/** Convolutions and pooling. */
export const WINDOWS: Readers = {
  AveragePool: (call) => pooling(call, AVERAGING, 0),
  Conv: convolution,
  ConvTranspose: transposed,
  MaxPool: (call) => pooling(call, LARGEST, -Infinity),
};
