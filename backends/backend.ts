/** What a device must offer: the whole contract between floor 0 and floor 1. */

import type { Buffer } from "./buffer.ts";
import type { DType } from "./dtype.ts";
import type { Expr } from "./expr.ts";
import type { KernelTimer } from "./kernel_timer.ts";
import type { Repeating } from "./repeating.ts";
import type { View } from "./view.ts";

export type { Buffer };

/**
 * A buffer seen through a view.
 * @category Backends
 */
export interface Operand {
  /** Where the elements lie. */
  readonly buffer: Buffer;
  /** How they are laid out. */
  readonly view: View;
}

/**
 * Where the windows of a 2-D convolution land: explicit numbers, height before width.
 * @category Backends
 */
export interface Conv2DGeometry {
  /** Steps between neighbouring windows. */
  readonly strides: readonly [number, number];
  /** Steps between neighbouring taps of the kernel. */
  readonly dilations: readonly [number, number];
  /** Rows and columns of zeros before the first of the wide side; never negative. */
  readonly padding: readonly [number, number];
}

/**
 * Work on each result before it is stored: in `expr`, input 0 is the result and input `i + 1` is
 * `operands[i]`, whose view has the output's shape (strides 0 where it is broadcast).
 *
 * @category Backends
 */
export interface Epilogue {
  /** The value to store. */
  readonly expr: Expr;
  /** What it needs beside the result. */
  readonly operands: readonly Operand[];
}

/**
 * What a planner of calls has to know about a backend.
 * @category Backends
 */
export interface BackendTraits {
  /** Bytes of an element of float32. */
  readonly elementBytes: number;
  /** Whether it stores float16, too: kernels round what they write there, and compute as ever. */
  readonly hasFloat16?: boolean;
  /** The most operands of one kernel: inputs, outputs and those of an epilogue together. */
  readonly maxOperands: number;
  /** Whether an output of `elementwise` may be one of its inputs, seen through the same view. */
  readonly inPlace: boolean;
}

/**
 * What every backend tells about itself.
 * @category Backends
 */
export interface DeviceInfo {
  /** The backend's name. */
  readonly name: string;
  /** Bytes allocated and not yet freed. */
  readonly bytesInUse: number;
  /** Bytes that it has taken of the machine or the device, in use or waiting to be used again, where it knows. */
  readonly bytesHeld?: number;
}

/**
 * How `reduce` folds.
 * @category Backends
 */
export type ReduceFn = "sum" | "max";

/**
 * A call of `elementwise`, or of `reduce` if it folds.
 * @category Backends
 */
export interface RowKernel {
  /** How it folds, for a `reduce`. */
  readonly fn?: ReduceFn;
  /** One formula for each output. */
  readonly exprs: readonly Expr[];
  /** What the formulas read, in the order of their inputs. */
  readonly inputs: readonly Operand[];
  /** Where results go. */
  readonly outs: readonly Operand[];
}

/**
 * A device: memory and kernels.
 *
 * Kernels run (or are enqueued) in the order of the calls and never block; only `read` waits. An output never
 * shares a buffer with an input of the same call, but for what `traits.inPlace` allows. Operands are right when they get here: the floors above check,
 * a backend does not. Sizes of zero are allowed everywhere. Operands of one call may differ in their types; random numbers
 * are float32.
 *
 * @category Backends
 */
export interface Backend extends Disposable {
  /** Its name: `"wasm"`, `"reference"`, ... */
  readonly name: string;
  /** Bytes allocated and not yet freed. */
  readonly bytesInUse: number;
  /** Whether its device is gone, disposed or lost. */
  readonly closed: boolean;
  /** What its kernels can take; without it, what all can take. */
  readonly traits?: BackendTraits;
  /** What became of its work, if that is not known when a call returns. */
  readonly journal?: Journal;
  /** How lists of kernels are run again, if it gains by that. */
  readonly repeating?: Repeating;

  /** Memory for `length` elements, of float32 if not said otherwise, which are undefined until written. */
  alloc(length: number, dtype?: DType): Buffer;
  /** Gives memory back; kernels already called still see it. */
  free(buffer: Buffer): void;
  /** Copies elements into a buffer from its start. */
  write(buffer: Buffer, data: ArrayLike<number>): void;
  /** Copies the first `length` elements out, in the backend's own precision, once all work before it is done. */
  read(buffer: Buffer, length: number): Promise<Float32Array | Float64Array>;

  /**
   * The elements of a buffer where they lie, once all work before is done, if that needs no waiting; they are to be looked
   * at before anything else is called.
   */
  peek?(buffer: Buffer): ArrayLike<number> | null;

  /**
   * `outs[j][i] = exprs[j](inputs[0][i], inputs[1][i], ...)` for every index `i`: all views have one shape. Strides of
   * the inputs carry broadcast, transpose and slice; an output may be a strided window of its buffer.
   */
  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void;

  /**
   * Folds each `maps[j](inputs...)` into `outs[j]`, over the axes in which the outputs have size 1: the inputs share one
   * shape; so do the outputs, which have the same rank and are dense. An empty fold gives 0 for the sum and -Infinity
   * for the maximum; NaN propagates.
   */
  reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void;

  /**
   * Calls `elementwise` and `reduce` as if one after the other, where it pays to do so for some rows and then for others. The
   * first `axes` axes are of one size in all operands, and what a call reads of another's results lies in its own row.
   */
  byRows?(kernels: readonly RowKernel[], axes: number): void;

  /**
   * `out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]`. All have the same rank, at least 2, and equal batch
   * axes (strides 0 where broadcast). In `a` and `b` one of the last two axes has stride 1 and the other at least its
   * length; `out` is dense.
   */
  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void;

  /**
   * `out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]`, zeros outside
   * `x`. All are dense: `x` [batch, height, width, c], `w` [kh, kw, c, o].
   */
  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void;

  /**
   * The adjoint of `conv2d` in `x`, which is the transposed convolution: `dy` [batch, i, j, o] scattered over `out`
   * [batch, height, width, c]; what no window reaches is 0 (and still goes through the epilogue). A Keras
   * Conv2DTranspose kernel [kh, kw, filters, in] fits as it is, with c = filters and o = in.
   */
  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void;

  /** The adjoint of `conv2d` in `w`: `out` [kh, kw, c, o] from `x` [batch, height, width, c] and `dy` [batch, i, j, o]. */
  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void;

  /**
   * `out[g, i] = table[g, r]`, rows of `width` elements, where `r` is what `indices[i]` names: its whole part, counted from
   * the end where negative. An index that names no row, NaN included, gives `absent`. All are dense: `table` [groups,
   * rows, width], `indices` [count], `out` [groups, count, width].
   */
  gather(
    table: Operand,
    indices: Operand,
    out: Operand,
    absent: number,
  ): void;

  /**
   * The adjoint of `gather` in `table`: `out` [groups, rows, width] holds in each row the sum of the rows of `values`
   * [groups, count, width] whose indices name it, added one after the other, so that results are the same each time.
   */
  scatterAdd(values: Operand, indices: Operand, out: Operand): void;

  /**
   * Uniform numbers in [0, 1) from threefry2x32 (see threefry.ts): elements `2j` and `2j + 1` of `out`, which is
   * dense, come from the two words of block `counter + j`. The same on every backend, bit for bit.
   */
  random(
    key: readonly [number, number],
    counter: number,
    out: Operand,
  ): void;

  /** Submits what has been recorded. */
  flush(): void;

  /** Begins to time kernels by the clock of a device that works on its own; undefined where it has none. */
  timer?(): KernelTimer | undefined;

  /** The device and what it has done so far, if the backend has more to tell than its name and bytes. */
  info?(): DeviceInfo;
}

/**
 * What depends on work that waits: exactly one of its two methods is called, once.
 * @category Backends
 */
export interface Outcome {
  /** Memory that is given up if the work succeeds, and must be as it was if it fails. */
  readonly old?: Buffer;
  /** What holds the contents that take the place of it. */
  readonly next?: Buffer;
  /** All of it has been done. */
  kept(): void;
  /** Something failed, and it is to be as if none of it had been called. */
  undone(error: Error): void;
}

/**
 * How a backend that computes later tells what became of the work that it was given.
 * @category Backends
 */
export interface Journal {
  /** Whether what is called now is part of a step, which ends when all work is done next. */
  isInStep?: boolean;
  /** Hangs an outcome on the work called so far. */
  follow(outcome: Outcome): void;
  /**
   * Does all work that waits.
   *
   * @throws {DeviceError} if some of it fails; then all that followed it is undone.
   */
  settle(): void;
  /** Whether what a buffer is to hold has not been computed yet. */
  isWaiting(buffer: Buffer): boolean;
  /** Counts a buffer as given back, though its contents are needed again if the work that waits fails. */
  offer(buffer: Buffer): void;
  /** Takes back what `offer` said. */
  withdraw(buffer: Buffer): void;
}

/**
 * The methods that are kernels.
 * @category Backends
 */
export type Kernel =
  | "elementwise"
  | "reduce"
  | "matmul"
  | "conv2d"
  | "conv2dInputGrad"
  | "conv2dKernelGrad"
  | "gather"
  | "scatterAdd"
  | "random";

/** The arguments of a kernel, for whoever hands them on. */
export type Args<Name extends Kernel> = Parameters<Backend[Name]>;
