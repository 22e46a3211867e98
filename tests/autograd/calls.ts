/** One right call of every function of autograd that users can call. */

import * as dg from "@decograd/decograd";
import { BINARY, UNARY } from "../helpers/op_cases.ts";

/** A call that is right, and what its arguments are. */
export interface Call {
  /** The arguments, made anew for each call. */
  readonly args: () => unknown[];
  /** Which argument is an object of options. */
  readonly options?: number;
}

const x = (): dg.Tensor => dg.tensor([[1, 2, 3], [4, 5, 6]]);
const image = (): dg.Tensor => dg.ones([1, 4, 4, 2]);
const f = (): dg.Tensor => dg.tensor(1);

const unary = { args: () => [x()] };
const binary = { args: () => [x(), x()] };
const ternary = { args: () => [x(), x(), x()] };
const folded = { args: () => [x(), { axis: 0, keepdims: true }], options: 1 };
const normalized = { args: () => [x(), { axis: 0 }], options: 1 };
const none = { args: () => [] };

function random(...names: string[]): Call {
  const options = Object.fromEntries(names.map((name) => [name, 1]));
  return { args: () => [[2, 3], { ...options, seed: 3 }], options: 1 };
}

/** Calls by the names of functions; a test holds them to be all. */
export const FUNCTIONS: Readonly<Record<string, Call>> = {
  ...Object.fromEntries(
    [...UNARY, "stopGradient", "zerosLike", "onesLike"].map((
      name,
    ) => [name, unary]),
  ),
  ...Object.fromEntries(BINARY.map((name) => [name, binary])),
  where: ternary,
  clip: ternary,
  cast: { args: () => [x(), "float32"] },
  ...Object.fromEntries(
    ["sum", "max", "min", "mean", "variance", "std", "norm", "prod"]
      .concat("logSumExp", "argmax", "argmin")
      .map((name) => [name, folded]),
  ),
  softmax: normalized,
  logSoftmax: normalized,
  customGradient: {
    args: () => [(a: dg.Tensor) => ({ value: a, gradient: () => [null] })],
  },
  tensor: { args: () => [[1, 2, 3, 4], [2, 2]] },
  full: { args: () => [[2], 3, dg.getBackend()] },
  zeros: { args: () => [[2]] },
  eye: { args: () => [2, 3] },
  ones: { args: () => [[2]] },
  linspace: { args: () => [0, 1, 3] },
  arange: { args: () => [0, 6, 2] },
  getBackend: none,
  backendInfo: none,
  setBackend: { args: () => ["wasm", { fuse: true }], options: 1 },
  grad: { args: () => [f, 0] },
  valueAndGrad: { args: () => [f, [x()]] },
  setRandomSeed: { args: () => [3] },
  drawSeed: none,
  defaultSeedGenerator: none,
  randomUniform: random("minval", "maxval"),
  randomNormal: random("mean", "stddev"),
  truncatedNormal: random("mean", "stddev"),
  noGrad: { args: () => [f] },
  profile: { args: () => [f] },
  elementwise: { args: () => [dg.formula.x, [x()]] },
  mapSum: { args: () => [dg.formula.x, [x()], { axis: 0 }], options: 2 },
  broadcastTo: { args: () => [x(), [2, 2, 3]] },
  matmul: { args: () => [x(), dg.transpose(x())] },
  reshape: { args: () => [x(), [3, 2]] },
  transpose: { args: () => [x(), [1, 0]] },
  expandDims: { args: () => [x(), 0] },
  squeeze: { args: () => [dg.ones([1, 2]), 0] },
  take: { args: () => [x(), dg.tensor([1]), { axis: 0 }], options: 2 },
  topK: { args: () => [x(), 2] },
  depthToSpace: { args: () => [dg.ones([1, 2, 2, 4]), 2] },
  spaceToDepth: { args: () => [image(), 2] },
  tile: { args: () => [x(), [2, 1]] },
  repeat: { args: () => [x(), 2, { axis: 0 }], options: 2 },
  flip: { args: () => [x(), 0] },
  roll: { args: () => [x(), 1, { axis: 0 }], options: 2 },
  cumsum: normalized,
  oneHot: { args: () => [x(), 3] },
  affineTransform: {
    args: () => [image(), dg.tensor([1, 0, 1, 0, 1, 0, 0, 0]), {
      ...{ interpolation: "bilinear", fillMode: "reflect", fillValue: 1 },
      dataFormat: "channels_last",
    }],
    options: 2,
  },
  einsum: { args: () => ["ij,jk->ik", x(), dg.ones([3, 2])] },
  at: { args: () => [x(), 0, [1, 2]] },
  slice: { args: () => [x(), [0, 0], [1, 2]] },
  pad: { args: () => [x(), [[1, 1], [0, 2]], 0.5] },
  concat: { args: () => [[x(), x()], 0] },
  stack: { args: () => [[x(), x()], 0] },
  split: { args: () => [x(), 3, 1] },
  windows: {
    args: () => [x(), { axis: 1, count: 2, length: 2, stride: 1, dilation: 1 }],
    options: 1,
  },
  conv2d: {
    args: () => [image(), dg.ones([2, 2, 2, 3]), {
      ...{ strides: 2, padding: "same", dilationRate: 1 },
      dataFormat: "channels_last",
    }],
    options: 2,
  },
  conv2dTranspose: {
    args: () => [image(), dg.ones([2, 2, 3, 2]), {
      ...{ strides: 2, padding: "same", dilationRate: 1 },
      ...{ dataFormat: "channels_last", outputPadding: 1 },
    }],
    options: 2,
  },
  conv3d: {
    args: () => [dg.ones([1, 3, 3, 3, 2]), dg.ones([2, 2, 2, 2, 3]), {
      ...{ strides: 2, padding: "same", dilationRate: 1 },
      dataFormat: "channels_last",
    }],
    options: 2,
  },
  conv3dTranspose: {
    args: () => [dg.ones([1, 3, 3, 3, 2]), dg.ones([2, 2, 2, 3, 2]), {
      ...{ strides: 2, padding: "same", dilationRate: 1 },
      ...{ dataFormat: "channels_last", outputPadding: 1 },
    }],
    options: 2,
  },
};

/** Calls of classes with `new`. */
export const CLASSES: Readonly<Record<string, Call>> = {
  GradientTape: { args: () => [{ persistent: true }], options: 0 },
  SeedGenerator: { args: () => [{ seed: 3 }], options: 0 },
  Scope: none,
};

/** Calls of methods, on objects made anew. */
export const METHODS: Readonly<
  Record<string, Call & { readonly of: () => object }>
> = {
  watch: { of: () => new dg.GradientTape(), args: () => [x()] },
  gradient: {
    of: () => new dg.GradientTape({ persistent: true }),
    args: () => [x(), [x()], { unconnectedGradients: "zero" }],
    options: 2,
  },
  take: { of: () => new dg.SeedGenerator(), args: () => [2] },
  stopRecording: { of: () => new dg.GradientTape(), args: () => [] },
  data: { of: x, args: () => [] },
  item: { of: () => dg.tensor(3), args: () => [] },
  read: { of: x, args: () => [] },
  keep: { of: () => new dg.Scope(), args: () => [x()] },
  through: {
    of: x,
    args: () => [{ shape: [2], strides: [1], offset: 4 }],
  },
};
