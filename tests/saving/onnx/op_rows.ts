/** Ops of graphs with which they are written in the form of ONNX. */

/** An op, the shapes of its tensors without the batch, and its arguments behind the first tensor. */
export type OpRow = readonly [
  op: string,
  inputs: readonly (readonly number[])[],
  ...args: readonly unknown[],
];

/** The second tensor. */
const SECOND = { input: 1 };
const ONE = [[3, 4]], TWO = [[3, 4], [3, 4]], IMAGES = [[4, 6, 8]];

const UNARY =
  "abs ceil cos erf exp expm1 floor isFinite isNaN log log1p logicalNot neg onesLike reciprocal relu round rsqrt " +
  "sigmoid sign sin softplus sqrt square stopGradient tanh zerosLike";
const BINARY =
  "add div equal greater greaterEqual less lessEqual logicalAnd logicalOr logicalXor maximum minimum mul notEqual sub";
const FOLDS = "logSumExp max mean min norm prod std sum variance";

/** Rows of all ops but those that ONNX cannot say. */
export const OP_ROWS: readonly OpRow[] = [
  ...UNARY.split(" ").map((op): OpRow => [op, ONE]),
  ...BINARY.split(" ").map((op): OpRow => [op, TWO, SECOND]),
  ["add", ONE, 1.5],
  ["mul", [[3, 4], [1, 4]], SECOND],
  ["pow", ONE, 2],
  ...FOLDS.split(" ").flatMap((op): OpRow[] => [
    [op, ONE, { axis: 1 }],
    [op, ONE, { axis: [-1, 1], keepdims: true }],
  ]),
  ["sum", ONE],
  ["argmax", ONE, { axis: 1 }],
  ["argmin", ONE, { axis: -1, keepdims: true }],
  ["at", IMAGES, null, 1, [1, 3], -1],
  ["broadcastTo", [[1, 4]], [2, 3, 4]],
  ["slice", ONE, [0, 1, 1], [2, 2, 3]],
  ["clip", ONE, -1, 2],
  ["cumsum", ONE, { axis: 1 }],
  ["depthToSpace", IMAGES, 2],
  ["expandDims", ONE, -1],
  ["flip", ONE, [1, 2]],
  ["flip", ONE, 2],
  ["logSoftmax", ONE],
  ["matmul", [[3, 4], [4, 2]], SECOND],
  ["oneHot", [[3]], 4],
  ["pad", ONE, [[0, 0], [1, 2], [0, 1]], 7],
  ["pad", ONE, [[0, 0], [1, 2], [0, 1]]],
  ...["edge", "reflect", "wrap"].map((mode): OpRow => [
    "pad",
    ONE,
    [[0, 0], [1, 2], [0, 1]],
    mode,
  ]),
  ["reshape", ONE, [-1, 2, 6]],
  ["roll", ONE, 1, { axis: 1 }],

  ["softmax", ONE, { axis: [1, 2] }],
  ["spaceToDepth", IMAGES, 2],
  ["split", ONE, 2, -1],
  ["split", ONE, [1, -1], 1],
  ["squeeze", [[3, 1]], 2],
  ["take", ONE, 2, { axis: 1 }],
  ["tile", ONE, [1, 2, 3]],
  ["topK", ONE, 2],
  ["transpose", ONE, [0, 2, 1]],
];

/** Ops of which the first argument is no tensor, with all their arguments. */
export const LIST_ROWS: readonly OpRow[] = [
  ["concat", TWO, [{ input: 0 }, SECOND], 1],
  ["stack", TWO, [{ input: 0 }, SECOND], 1],
  ["einsum", TWO, "bij,bkj->bik", { input: 0 }, SECOND],
  ["where", TWO, { input: 0 }, SECOND, 0],
];

/** Ops whose arguments say how large the batch is. */
export const OF_BATCH: readonly string[] = ["broadcastTo", "slice"];

/** Ops that ONNX cannot say. */
export const UNSAID_OPS: readonly string[] = [
  "cast",
  "affineTransform",
  "conv2d",
  "conv2dTranspose",
  "conv3d",
  "conv3dTranspose",
  "elementwise",
  "mapSum",
  "repeat",
  "windows",
];
