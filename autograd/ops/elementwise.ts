/** The elementwise ops: one row each, its value and, where they read simpler than by rule, its partials. */

import { input, unary } from "../../backends/expr.ts";
import * as f from "../formula.ts";
import type { TensorLike } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkOperandCount } from "./arguments.ts";
import { applyRow, elementwiseOp, type Row } from "./elementwise_op.ts";

/** An op of one tensor. */
export type UnaryOp = (a: TensorLike) => Tensor;
/** An op of two tensors that broadcast together. */
export type BinaryOp = (a: TensorLike, b: TensorLike) => Tensor;
/** An op of three tensors that broadcast together. */
export type TernaryOp = (
  a: TensorLike,
  b: TensorLike,
  c: TensorLike,
) => Tensor;

const { x, y } = f;
const z = input(2);
// The output, in the partials of ops of one and of two inputs.
const out = input(1), out2 = input(2);

/** Gives a function the name by which stacks and errors call it. */
function named<F extends UnaryOp | BinaryOp | TernaryOp>(
  name: string,
  f: F,
): F {
  return Object.defineProperty(f, "name", { value: name });
}

function unaryOp(name: string, row: Row): UnaryOp {
  const op = elementwiseOp(name, row), action = `compute ${name}`;
  return named(name, function (a) {
    checkOperandCount(action, arguments, 1);
    return applyRow(op, [a]);
  });
}

function binaryOp(name: string, row: Row): BinaryOp {
  const op = elementwiseOp(name, row), action = `compute ${name}`;
  return named(name, function (a, b) {
    checkOperandCount(action, arguments, 2);
    return applyRow(op, [a, b]);
  });
}

function ternaryOp(name: string, row: Row): TernaryOp {
  const op = elementwiseOp(name, row), action = `compute ${name}`;
  return named(name, function (a, b, c) {
    checkOperandCount(action, arguments, 3);
    return applyRow(op, [a, b, c]);
  });
}

/** `a + b`. */
export const add: BinaryOp = binaryOp("add", { value: f.add(x, y) });
/** `a - b`. */
export const sub: BinaryOp = binaryOp("sub", { value: f.sub(x, y) });
/** `a * b`, element by element. */
export const mul: BinaryOp = binaryOp("mul", { value: f.mul(x, y) });
/** `a / b`. */
export const div: BinaryOp = binaryOp("div", {
  value: f.div(x, y),
  partials: [f.div(1, y), f.neg(f.div(out2, y))],
});
/** `a` to the power `b`; a negative `a` wants an integer `b`. */
export const pow: BinaryOp = binaryOp("pow", { value: f.pow(x, y) });
/** The larger of two; at a tie the gradient is the first one's. */
export const maximum: BinaryOp = binaryOp("maximum", { value: f.max(x, y) });
/** The smaller of two; at a tie the gradient is the first one's. */
export const minimum: BinaryOp = binaryOp("minimum", { value: f.min(x, y) });

/** 1 where `a > b`, else 0. */
export const greater: BinaryOp = binaryOp("greater", { value: f.gt(x, y) });
/** 1 where `a >= b`, else 0. */
export const greaterEqual: BinaryOp = binaryOp("greaterEqual", {
  value: f.ge(x, y),
});
/** 1 where `a < b`, else 0. */
export const less: BinaryOp = binaryOp("less", { value: f.gt(y, x) });
/** 1 where `a <= b`, else 0. */
export const lessEqual: BinaryOp = binaryOp("lessEqual", { value: f.ge(y, x) });
/** 1 where `a = b`, else 0. */
export const equal: BinaryOp = binaryOp("equal", { value: f.eq(x, y) });
/** 0 where `a = b`, else 1. */
export const notEqual: BinaryOp = binaryOp("notEqual", {
  value: f.not(f.eq(x, y)),
});
/** 1 where `a` is 0, else 0. */
export const logicalNot: UnaryOp = unaryOp("logicalNot", { value: f.not(x) });

/** `b` where `a` is not 0, else `c`; the side not taken gets no gradient, not even NaN. */
export const where: TernaryOp = ternaryOp("where", {
  value: f.select(x, y, z),
});
/** `a` held between `b` below and `c` above; no gradient outside. */
export const clip: TernaryOp = ternaryOp("clip", {
  value: f.min(f.max(x, y), z),
});

/** `-a`. */
export const neg: UnaryOp = unaryOp("neg", { value: f.neg(x) });
/** The absolute value; its gradient at 0 is 0. */
export const abs: UnaryOp = unaryOp("abs", { value: f.abs(x) });
/** -1, 0 or 1. */
export const sign: UnaryOp = unaryOp("sign", { value: f.sign(x) });
/** The largest integer not above. */
export const floor: UnaryOp = unaryOp("floor", { value: unary("floor", x) });
/** The smallest integer not below. */
export const ceil: UnaryOp = unaryOp("ceil", { value: unary("ceil", x) });
/** The nearest integer, halves to the even one. */
export const round: UnaryOp = unaryOp("round", { value: unary("round", x) });
/** The square root. */
export const sqrt: UnaryOp = unaryOp("sqrt", {
  value: f.sqrt(x),
  partials: [f.div(0.5, out)],
});
/** `1 / sqrt(a)`. */
export const rsqrt: UnaryOp = unaryOp("rsqrt", {
  value: f.div(1, f.sqrt(x)),
  partials: [f.div(f.mul(-0.5, out), x)],
});
/** `a * a`. */
export const square: UnaryOp = unaryOp("square", {
  value: f.square(x),
  partials: [f.mul(2, x)],
});
/** `1 / a`. */
export const reciprocal: UnaryOp = unaryOp("reciprocal", {
  value: f.div(1, x),
  partials: [f.neg(f.square(out))],
});
/** e to the power `a`. */
export const exp: UnaryOp = unaryOp("exp", {
  value: f.exp(x),
  partials: [out],
});
/** `exp(a) - 1`, exact near 0. */
export const expm1: UnaryOp = unaryOp("expm1", {
  value: f.expm1(x),
  partials: [f.add(out, 1)],
});
/** The natural logarithm. */
export const log: UnaryOp = unaryOp("log", { value: f.log(x) });
/** `log(1 + a)`, exact near 0. */
export const log1p: UnaryOp = unaryOp("log1p", { value: f.log1p(x) });
/** The sine. */
export const sin: UnaryOp = unaryOp("sin", { value: unary("sin", x) });
/** The cosine. */
export const cos: UnaryOp = unaryOp("cos", { value: unary("cos", x) });
/** The hyperbolic tangent. */
export const tanh: UnaryOp = unaryOp("tanh", {
  value: f.tanh(x),
  partials: [f.sub(1, f.square(out))],
});
/** The error function. */
export const erf: UnaryOp = unaryOp("erf", { value: f.erf(x) });
/** `1 / (1 + exp(-a))`. */
export const sigmoid: UnaryOp = unaryOp("sigmoid", {
  // Shorter than what rules can differentiate; where the power overflows the value is below 2^-126.
  value: f.div(1, f.add(1, f.exp(f.neg(x)))),
  partials: [f.mul(out, f.sub(1, out))],
});
/** `log(1 + exp(a))` without overflow. */
export const softplus: UnaryOp = unaryOp("softplus", {
  value: f.softplus(x),
  partials: [f.sigmoid(x)],
});
/** `max(a, 0)`; its gradient at 0 is 0. */
export const relu: UnaryOp = unaryOp("relu", {
  value: f.max(x, 0),
  partials: [f.gt(out, 0)],
});
