/** The ops as methods of tensors and variables: types alone, so that a tensor imports none of the ops. */

import type { DType } from "../backends/dtype.ts";
import type { Shape } from "../backends/view.ts";
import type { Axes } from "./ops/axes.ts";
import type {
  AffineOptions,
  ArgOptions,
  Conv2DOptions,
  Conv2DTransposeOptions,
  Conv3DOptions,
  Conv3DTransposeOptions,
  Index,
  PadMode,
  ReduceOptions,
  Sliding,
  SoftmaxOptions,
  TakeOptions,
} from "./ops/options.ts";

/**
 * The elementwise ops of one tensor.
 * @category Tensors
 */
export type UnaryName =
  | "abs"
  | "ceil"
  | "cos"
  | "erf"
  | "exp"
  | "expm1"
  | "floor"
  | "isFinite"
  | "isNaN"
  | "log"
  | "log1p"
  | "logicalNot"
  | "neg"
  | "reciprocal"
  | "relu"
  | "round"
  | "rsqrt"
  | "sigmoid"
  | "sign"
  | "sin"
  | "softplus"
  | "sqrt"
  | "square"
  | "tanh";

/**
 * The elementwise ops of two tensors, which broadcast together.
 * @category Tensors
 */
export type BinaryName =
  | "add"
  | "div"
  | "equal"
  | "greater"
  | "greaterEqual"
  | "less"
  | "lessEqual"
  | "logicalAnd"
  | "logicalOr"
  | "logicalXor"
  | "maximum"
  | "minimum"
  | "mul"
  | "notEqual"
  | "pow"
  | "sub";

/**
 * The reductions.
 * @category Tensors
 */
export type ReductionName =
  | "logSumExp"
  | "max"
  | "mean"
  | "min"
  | "norm"
  | "prod"
  | "std"
  | "sum"
  | "variance";

/**
 * Every op that takes a tensor first, as a method of that tensor: `a.add(b)` is `add(a, b)`. Options, errors and
 * gradients are those of the function of the same name. `where` is a function alone: its first tensor is the condition.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2], [3, 4]]), bias = dg.tensor([10, 20]);
 * const y = x.matmul(x.transpose()).add(bias).relu().sum({ axis: 0 });
 * assertEquals([...await y.data()], [36, 76]);
 * ```
 *
 * @category Tensors
 */
export interface TensorMethods<Tensor, TensorLike>
  extends
    Record<UnaryName, () => Tensor>,
    Record<BinaryName, (other: TensorLike) => Tensor>,
    Record<ReductionName, (options?: ReduceOptions) => Tensor> {
  /** The elements held between two bounds. */
  clip(low: TensorLike, high: TensorLike): Tensor;
  /** `exp(x) / sum(exp(x))` over an axis. */
  softmax(options?: SoftmaxOptions): Tensor;
  /** The logarithm of `softmax`. */
  logSoftmax(options?: SoftmaxOptions): Tensor;
  /** The matrix product of the last two axes. */
  matmul(other: TensorLike): Tensor;
  /** The convolution with a kernel. */
  conv2d(kernel: TensorLike, options?: Conv2DOptions): Tensor;
  /** The transposed convolution with a kernel. */
  conv2dTranspose(
    kernel: TensorLike,
    options?: Conv2DTransposeOptions,
  ): Tensor;
  /** The convolution of volumes with a kernel. */
  conv3d(kernel: TensorLike, options?: Conv3DOptions): Tensor;
  /** The transposed convolution of volumes with a kernel. */
  conv3dTranspose(
    kernel: TensorLike,
    options?: Conv3DTransposeOptions,
  ): Tensor;
  /** Images seen through a transform of the plane. */
  affineTransform(transform: TensorLike, options?: AffineOptions): Tensor;
  /** The same elements under another shape; -1 stands for what is left. */
  reshape(shape: readonly number[]): Tensor;
  /** The axes in another order; reversed if none is given. */
  transpose(axes?: readonly number[]): Tensor;
  /** A new axis of size 1. */
  expandDims(axis: number): Tensor;
  /** Without axes of size 1. */
  squeeze(axis?: Axes): Tensor;
  /** Repeated along new leading axes and along axes of size 1. */
  broadcastTo(shape: Shape): Tensor;
  /** What lies at an index: `x.at(0)`, `x.at(null, [1, 3])`. */
  at(...index: readonly Index[]): Tensor;
  /** The slice of `size` that begins at `start`. */
  slice(start: readonly number[], size: readonly number[]): Tensor;
  /** With `[before, after]` elements added on each axis: of a number, or its own by a mode. */
  pad(
    widths: readonly (readonly [number, number])[],
    value?: number | PadMode,
  ): Tensor;
  /** Equal parts along an axis, or parts of these sizes. */
  split(parts: number | readonly number[], axis?: number): Tensor[];
  /** The elements, or the rows along an axis, at `indices`. */
  take(indices: TensorLike, options?: TakeOptions): Tensor;
  /** The elements so often one after the other as `repeats` says for each axis. */
  tile(repeats: readonly number[]): Tensor;
  /** Each element, or each row along an axis, `count` times. */
  repeat(count: number, options?: TakeOptions): Tensor;
  /** With the order of some axes turned round; of all if none is named. */
  flip(axis?: Axes): Tensor;
  /** With the elements moved on along an axis; those beyond its end come in at its beginning. */
  roll(shift: number, options?: TakeOptions): Tensor;
  /** The sums of the elements up to each along an axis. */
  cumsum(options?: TakeOptions): Tensor;
  /** The place of the largest element. */
  argmax(options?: ArgOptions): Tensor;
  /** The place of the smallest element. */
  argmin(options?: ArgOptions): Tensor;
  /** As numbers of classes: a new last axis with 1 at the class, else 0. */
  oneHot(depth: number): Tensor;
  /** The largest elements along the last axis in descending order, and their places. */
  topK(k: number): Tensor[];
  /** Channels as blocks of pixels. */
  depthToSpace(size: number): Tensor;
  /** Blocks of pixels as channels. */
  spaceToDepth(size: number): Tensor;
  /** Zeros in the tensor's shape. */
  zerosLike(): Tensor;
  /** Ones in the tensor's shape. */
  onesLike(): Tensor;
  /** The windows that slide along an axis, as two axes in its place. */
  windows(sliding: Sliding): Tensor;
  /** The elements stored as another type. */
  cast(dtype: DType): Tensor;
  /** The same elements as a constant: no gradient passes. */
  stopGradient(): Tensor;
}
