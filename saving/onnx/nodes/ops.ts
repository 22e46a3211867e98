/** Nodes that are ops of tensors. */

import { SymbolicTensor } from "../../../layers/symbol.ts";
import { Dropout, Identity, Permute } from "../../../layers/built_in.ts";
import { TYPES } from "../model.ts";
import { plainOrder } from "../order.ts";
import type { Call, Constant, Given, Readers, ReadNode } from "./call.ts";
import { folded } from "./fold.ts";
import { dense } from "./layers.ts";

/** Operators of one input by our names of them. */
const UNARY = {
  Abs: "abs",
  Ceil: "ceil",
  Cos: "cos",
  Erf: "erf",
  Exp: "exp",
  Floor: "floor",
  Log: "log",
  Neg: "neg",
  Reciprocal: "reciprocal",
  Round: "round",
  Sign: "sign",
  Sin: "sin",
  Sqrt: "sqrt",
};

/** Operators of two inputs by our names of them. */
const BINARY = {
  Add: "add",
  Div: "div",
  Max: "maximum",
  Min: "minimum",
  Mul: "mul",
  Pow: "pow",
  Sub: "sub",
};

const FOLDS = {
  ReduceL2: "norm",
  ReduceLogSumExp: "logSumExp",
  ReduceMax: "max",
  ReduceMean: "mean",
  ReduceMin: "min",
  ReduceProd: "prod",
  ReduceSum: "sum",
};

/** An op of all inputs; what is known is computed at once. */
function elementwise(op: string): ReadNode {
  return (call) => {
    const inputs = call.inputs.map((one, i): Given =>
      one ?? call.refuse(`an input ${i}`, "none")
    );
    const constants = inputs.filter((one) => !(one instanceof SymbolicTensor));
    if (constants.length === inputs.length) {
      return folded(op, constants as Constant[]) ??
        call.refuse("inputs that are computed", "numbers alone");
    }
    return call.op(op, ...inputs);
  };
}

function each(
  ops: Readonly<Record<string, string>>,
  read: (op: string) => ReadNode,
): Readers {
  return Object.fromEntries(
    Object.entries(ops).map(([name, op]) => [name, read(op)]),
  );
}

/** Which axes, as an input or, in older versions, as an attribute. */
function axesOf(call: Call): readonly number[] | undefined {
  const given = call.ints("axes", []);
  if (given.length > 0) return given;
  return call.maybe(1) ? call.numbers(1) : undefined;
}

function reduction(op: string): ReadNode {
  return (call) => {
    const keepdims = call.int("keepdims", 1) === 1;
    const axis = axesOf(call) ?? null;
    call.only("noop_with_empty_axes", 0);
    return call.op(op, call.symbol(), { axis, keepdims });
  };
}

/** The sizes that 0 leaves as they are, and -1. */
function reshaped(call: Call): SymbolicTensor {
  call.only("allowzero", 0);
  const x = call.symbol();
  const sizes = call.numbers(1).map((size, axis) =>
    size === 0 ? x.shape[axis] ?? null : size
  );
  const open = sizes.filter((size) => size === null || size === -1);
  if (open.length > 1) {
    call.refuse("at most one size that is not known", `[${sizes}]`);
  }
  return call.op("reshape", x, sizes.map((size) => size ?? -1));
}

function sliced(call: Call): SymbolicTensor {
  const starts = call.numbers(1), ends = call.numbers(2);
  const axes = call.maybe(3) ? call.numbers(3) : plainOrder(starts.length);
  if (call.maybe(4) && call.numbers(4).some((step) => step !== 1)) {
    call.refuse("steps of 1", "others");
  }
  const x = call.symbol(), { shape } = x;
  const index: (null | [number, number?])[] = shape.map(() => null);
  axes.forEach((given, i) => {
    const axis = given < 0 ? given + shape.length : given;
    const size = shape[axis];
    const isBeyond = ends[i] >= (size ?? 2 ** 31 - 1);
    index[axis] = isBeyond ? [starts[i]] : [starts[i], ends[i]];
  });
  return call.op("at", x, ...index);
}

function padded(call: Call): SymbolicTensor {
  const mode = call.text("mode", "constant"), x = call.symbol();
  const pads = call.numbers(1), rank = x.shape.length;
  const axes = call.maybe(3) ? call.numbers(3) : plainOrder(rank);
  const widths = x.shape.map((): [number, number] => [0, 0]);
  axes.forEach((axis, i) => {
    widths[axis < 0 ? axis + rank : axis] = [pads[i], pads[axes.length + i]];
  });
  const value = call.maybe(2) ? call.numbers(2)[0] : 0;
  return call.pad(x, widths, mode === "constant" ? value : mode);
}

function clipped(call: Call): SymbolicTensor {
  const [low, high] = [1, 2].map((i) =>
    call.maybe(i) ? call.numbers(i)[0] : null
  );
  const x = call.symbol();
  if (low !== null && high !== null) return call.op("clip", x, low, high);
  if (low !== null) return call.op("maximum", x, low);
  return high === null
    ? call.refuse("a bound", "none")
    : call.op("minimum", x, high);
}

function turned(call: Call): SymbolicTensor {
  const { length } = call.symbol().shape;
  const axes = call.ints("perm", plainOrder(length).toReversed());
  if (axes[0] !== 0) return call.op("transpose", call.symbol(), axes);
  return call.layer(new Permute({ dims: axes.slice(1), name: call.name }));
}

/** Blocks of pixels, which have their channels last here. */
function blocks(call: Call, op: string): SymbolicTensor {
  const size = call.int("blocksize", 1);
  const images = call.op("transpose", call.symbol(), [0, 2, 3, 1]);
  return call.op("transpose", call.op(op, images, size), [0, 3, 1, 2]);
}

/** Nodes that are ops. */
export const OPS: Readers = {
  ...each(UNARY, elementwise),
  ...each(BINARY, elementwise),
  ...each(FOLDS, reduction),
  Cast: (call) => {
    // All is float32 here, and indices are whole numbers already.
    const type = call.int("to", 0);
    if (type === TYPES.bool) return call.op("notEqual", call.symbol(), 0);
    const isKept = type === TYPES.float32 || type === TYPES.int64;
    return isKept
      ? call.symbol()
      : call.refuse("float32 or int64 as its type", `${type}`);
  },
  Clip: clipped,
  Constant: (call) => {
    const value = call.tensor("value");
    return value ?? call.refuse("a tensor as its value", "none");
  },
  DepthToSpace: (call) => {
    call.only("mode", "DCR");
    return blocks(call, "depthToSpace");
  },
  Dropout: (call) => {
    call.int("seed", 0);
    const rate = call.maybe(1) ? call.numbers(1)[0] : 0.5;
    return call.layer(new Dropout({ rate, name: call.name }));
  },
  Expand: (call) => {
    const shape = call.numbers(1);
    call.checkSize([call.symbol().shape, shape]);
    const size = shape.reduce((size, one) => size * one, 1);
    return call.op("mul", call.symbol(), {
      shape,
      numbers: new Float32Array(size).fill(1),
    });
  },
  Identity: (call) => call.layer(new Identity({ name: call.name })),
  LogSoftmax: (call) =>
    call.op("logSoftmax", call.symbol(), { axis: call.int("axis", -1) }),
  MatMul: (call) => {
    const [a, b] = call.inputs;
    const isPlain = a instanceof SymbolicTensor && b !== undefined &&
      !(b instanceof SymbolicTensor);
    return isPlain ? dense(call, b, call.bias) : call.op("matmul", a, b);
  },
  Pad: padded,
  Reshape: reshaped,
  Slice: sliced,
  SpaceToDepth: (call) => blocks(call, "spaceToDepth"),
  Squeeze: (call) => {
    const axes = axesOf(call);
    return call.op("squeeze", call.symbol(), ...axes ? [axes] : []);
  },
  Tile: (call) => {
    const repeats = call.numbers(1), x = call.symbol();
    call.checkSize([
      x.shape.map((size, axis) => (size ?? 1) * (repeats[axis] ?? 1)),
    ]);
    return call.op("tile", x, repeats);
  },
  Transpose: turned,
  Unsqueeze: (call) => {
    const axes = axesOf(call) ?? call.refuse("axes", "none");
    const rank = call.symbol().shape.length + axes.length;
    return axes.map((axis) => axis < 0 ? axis + rank : axis)
      .toSorted((a, b) => a - b)
      .reduce((x, axis) => call.op("expandDims", x, axis), call.symbol());
  },
};
