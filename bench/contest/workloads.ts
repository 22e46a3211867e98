/** What is measured: the shapes of decoders, and what is done with them. */

/** What is computed. */
export type Kind =
  /** A transposed convolution, "same", NHWC: `x` [batch, h, w, in], `w` [k, k, filters, in]. */
  | "conv"
  /** A product of matrices: `x` [m, k], `w` [k, n]. */
  | "dense"
  /** `relu(x + w)`: `w` [channels]. */
  | "bias"
  /** Batch normalization in training; `w` [channels] stands for gamma, which is 1, and beta, which is 0. */
  | "norm"
  /** Adam's update of `w`; `y` is its gradient. */
  | "adam";

/** What is done: `step` is forward and all gradients by automatic differentiation, `train` a step and Adam on `w`. */
export type Op = "fwd" | "dx" | "dw" | "step" | "train";

/** Something to compute, in float32. */
export interface Workload {
  readonly name: string;
  readonly kind: Kind;
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly y: readonly number[];
  readonly stride: number;
}

/** A workload and what is to be done with it. */
export interface Task extends Workload {
  readonly op: Op;
}

function conv(
  name: string,
  [batch, side, channels]: readonly [number, number, number],
  { filters, kernel, stride }: {
    readonly filters: number;
    readonly kernel: number;
    readonly stride: number;
  },
): Workload {
  const out = side * stride;
  return {
    name,
    kind: "conv",
    x: [batch, side, side, channels],
    w: [kernel, kernel, filters, channels],
    y: [batch, out, out, filters],
    stride,
  };
}

function dense(name: string, m: number, k: number, n: number): Workload {
  return { name, kind: "dense", x: [m, k], w: [k, n], y: [m, n], stride: 1 };
}

function image(name: string, kind: "bias" | "norm"): Workload {
  const x = [32, 64, 64, 64];
  return { name, kind, x, w: [64], y: x, stride: 1 };
}

const WEIGHTS = [4 << 20];

/** All workloads. */
export const WORKLOADS: readonly Workload[] = [
  conv("W1", [16, 14, 64], { filters: 32, kernel: 3, stride: 2 }),
  conv("W2", [32, 8, 256], { filters: 128, kernel: 4, stride: 2 }),
  conv("W3", [32, 32, 64], { filters: 3, kernel: 4, stride: 2 }),
  conv("W4", [4, 64, 128], { filters: 64, kernel: 2, stride: 2 }),
  dense("W5a", 1024, 1024, 1024),
  dense("W5b", 64, 100, 6272),
  image("E1", "bias"),
  image("BN", "norm"),
  { name: "Adam", kind: "adam", x: [1], w: WEIGHTS, y: WEIGHTS, stride: 1 },
];

/** A workload a fraction of its size, for machines that are slow: every size times `scale`, but kernels and strides. */
export function scaled(workload: Workload, scale: number): Workload {
  if (scale === 1) return workload;
  const some = (n: number) => Math.max(1, Math.round(n * scale));
  const { name, kind, x, w, y, stride } = workload;
  if (kind === "conv") {
    const [batch, side, , channels] = x.map(some);
    // One channel that is an image's stays one.
    const filters = some(w[2]), kernel = w[0];
    return conv(name, [batch, side, channels], { filters, kernel, stride });
  }
  return { name, kind, x: x.map(some), w: w.map(some), y: y.map(some), stride };
}

/** What can be done with a workload. */
export function opsOf({ kind }: Workload): readonly Op[] {
  switch (kind) {
    case "conv":
    case "dense":
      return ["fwd", "dx", "dw", "step", "train"];
    case "bias":
    case "norm":
      return ["fwd", "step"];
    case "adam":
      return ["train"];
  }
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Floating-point operations of products; 0 where memory is what limits. */
export function flopsOf({ kind, x, w, op }: Task): number {
  if (kind !== "conv" && kind !== "dense") return 0;
  const rows = kind === "conv" ? x[0] * x[1] * x[2] : x[0];
  const once = 2 * rows * sizeOf(w);
  return op === "step" || op === "train" ? 3 * once : once;
}

/** Bytes that have to be read and written at the least; 0 where arithmetic is what limits. */
export function bytesOf({ kind, y, w, op }: Task): number {
  const image = 4 * sizeOf(y);
  switch (kind) {
    // Forward reads x and writes y; backward reads dy and y (or x) and writes dx.
    case "bias":
      return image * (op === "fwd" ? 2 : 5);
    // Forward reads x twice, for statistics and to normalize; backward x and dy twice, the sums first.
    case "norm":
      return image * (op === "fwd" ? 3 : 8);
    // The weight and both moments are read and written, the gradient read.
    case "adam":
      return 4 * sizeOf(w) * 7;
    default:
      return 0;
  }
}

/**
 * Element `i` of the data called `seed`: the same for every peer, about from -1 to 1. No sum of two of them is 0, where
 * peers disagree on the derivative of relu.
 */
export function element(seed: number, i: number): number {
  return ((i * 37 + seed * 11) % 101) / 50 - 1 + seed * 3e-3;
}

/** The data of `x` (seed 1), `w` (seed 2) or the cotangent of `y` (seed 3). */
export function dataOf(shape: readonly number[], seed: number): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = element(seed, i);
  return data;
}
