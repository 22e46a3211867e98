/**
 * The elementwise ops: one row each. The value is the formula of the same name; partials are there where they read
 * simpler than by rule.
 */

import { type Expr, input } from "../../backends/expr.ts";
import * as f from "../formula.ts";
import type { BinaryName, UnaryName } from "../methods.ts";
import { named, type TensorLike } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkOperandCount } from "./arguments.ts";
import { applyRow, elementwiseOp, type Row } from "./elementwise_op.ts";

/**
 * An op of one tensor.
 * @category Ops
 */
export type UnaryOp = (a: TensorLike) => Tensor;
/**
 * An op of two tensors that broadcast together.
 * @category Ops
 */
export type BinaryOp = (a: TensorLike, b: TensorLike) => Tensor;
/**
 * An op of three tensors that broadcast together.
 * @category Ops
 */
export type TernaryOp = (
  a: TensorLike,
  b: TensorLike,
  c: TensorLike,
) => Tensor;

const { x, y } = f;
const z = input(2);
// The output, in the partials of ops of one and of two inputs.
const out = input(1), out2 = input(2);

function unaryOp(
  name: UnaryName,
  partial?: Expr,
  value: Expr = f[name](x),
): UnaryOp {
  return op(name, 1, { value, partials: partial && [partial] });
}

function binaryOp(
  name: BinaryName,
  partials?: readonly [Expr, Expr],
): BinaryOp {
  return op(name, 2, { value: f[name](x, y), partials });
}

function ternaryOp(name: "clip" | "where"): TernaryOp {
  return op(name, 3, { value: f[name](x, y, z) });
}

function op(
  name: string,
  count: number,
  row: Row,
): (...operands: TensorLike[]) => Tensor {
  const op = elementwiseOp(name, row), action = `compute ${name}`;
  function apply(...operands: TensorLike[]): Tensor {
    checkOperandCount(action, operands, count);
    if (operands.length === count) return applyRow(op, operands);
    // As many as there should be: one that is left out is refused like any other that is no tensor.
    return applyRow(op, Array.from({ length: count }, (_, i) => operands[i]));
  }
  return Object.defineProperty(named(name, apply), "length", { value: count });
}

/**
 * `a + b`.
 * @category Ops
 */
export const add: BinaryOp = binaryOp("add");
/**
 * `a - b`.
 * @category Ops
 */
export const sub: BinaryOp = binaryOp("sub");
/**
 * `a * b`, element by element.
 * @category Ops
 */
export const mul: BinaryOp = binaryOp("mul");
/**
 * `a / b`.
 * @category Ops
 */
export const div: BinaryOp = binaryOp("div", [
  f.div(1, y),
  f.neg(f.div(out2, y)),
]);
/**
 * `a` to the power `b`; a negative `a` wants an integer `b`.
 * @category Ops
 */
export const pow: BinaryOp = binaryOp("pow");
/**
 * The larger of two; at a tie the gradient is the first one's.
 * @category Ops
 */
export const maximum: BinaryOp = binaryOp("maximum");
/**
 * The smaller of two; at a tie the gradient is the first one's.
 * @category Ops
 */
export const minimum: BinaryOp = binaryOp("minimum");

/**
 * 1 where `a > b`, else 0.
 * @category Ops
 */
export const greater: BinaryOp = binaryOp("greater");
/**
 * 1 where `a >= b`, else 0.
 * @category Ops
 */
export const greaterEqual: BinaryOp = binaryOp("greaterEqual");
/**
 * 1 where `a < b`, else 0.
 * @category Ops
 */
export const less: BinaryOp = binaryOp("less");
/**
 * 1 where `a <= b`, else 0.
 * @category Ops
 */
export const lessEqual: BinaryOp = binaryOp("lessEqual");
/**
 * 1 where `a = b`, else 0.
 * @category Ops
 */
export const equal: BinaryOp = binaryOp("equal");
/**
 * 0 where `a = b`, else 1.
 * @category Ops
 */
export const notEqual: BinaryOp = binaryOp("notEqual");
/**
 * 1 where `a` is 0, else 0.
 * @category Ops
 */
export const logicalNot: UnaryOp = unaryOp("logicalNot");
/**
 * 1 where neither is 0, else 0.
 * @category Ops
 */
export const logicalAnd: BinaryOp = binaryOp("logicalAnd");
/**
 * 0 where both are 0, else 1.
 * @category Ops
 */
export const logicalOr: BinaryOp = binaryOp("logicalOr");
/**
 * 1 where one of them is 0 and the other is not, else 0.
 * @category Ops
 */
export const logicalXor: BinaryOp = binaryOp("logicalXor");
/**
 * 1 where `a` is NaN, else 0.
 * @category Ops
 */
export const isNaN: UnaryOp = unaryOp("isNaN");
/**
 * 1 where `a` is neither infinite nor NaN, else 0.
 * @category Ops
 */
export const isFinite: UnaryOp = unaryOp("isFinite");

/**
 * `b` where `a` is not 0, else `c`; the side not taken gets no gradient, not even NaN.
 * @category Ops
 */
export const where: TernaryOp = ternaryOp("where");
/**
 * `a` held between `b` below and `c` above; no gradient outside.
 * @category Ops
 */
export const clip: TernaryOp = ternaryOp("clip");

/**
 * `-a`.
 * @category Ops
 */
export const neg: UnaryOp = unaryOp("neg");
/**
 * The absolute value; its gradient at 0 is 0.
 * @category Ops
 */
export const abs: UnaryOp = unaryOp("abs");
/**
 * -1, 0 or 1.
 * @category Ops
 */
export const sign: UnaryOp = unaryOp("sign");
/**
 * The largest integer not above.
 * @category Ops
 */
export const floor: UnaryOp = unaryOp("floor");
/**
 * The smallest integer not below.
 * @category Ops
 */
export const ceil: UnaryOp = unaryOp("ceil");
/**
 * The nearest integer, halves to the even one.
 * @category Ops
 */
export const round: UnaryOp = unaryOp("round");
/**
 * The square root.
 * @category Ops
 */
export const sqrt: UnaryOp = unaryOp("sqrt", f.div(0.5, out));
/**
 * `1 / sqrt(a)`.
 * @category Ops
 */
export const rsqrt: UnaryOp = unaryOp("rsqrt", f.div(f.mul(-0.5, out), x));
/**
 * `a * a`.
 * @category Ops
 */
export const square: UnaryOp = unaryOp("square", f.mul(2, x));
/**
 * `1 / a`.
 * @category Ops
 */
export const reciprocal: UnaryOp = unaryOp("reciprocal", f.neg(f.square(out)));
/**
 * e to the power `a`.
 * @category Ops
 */
export const exp: UnaryOp = unaryOp("exp", out);
/**
 * `exp(a) - 1`, exact near 0.
 * @category Ops
 */
export const expm1: UnaryOp = unaryOp("expm1", f.add(out, 1));
/**
 * The natural logarithm.
 * @category Ops
 */
export const log: UnaryOp = unaryOp("log");
/**
 * `log(1 + a)`, exact near 0.
 * @category Ops
 */
export const log1p: UnaryOp = unaryOp("log1p");
/**
 * The sine.
 * @category Ops
 */
export const sin: UnaryOp = unaryOp("sin");
/**
 * The cosine.
 * @category Ops
 */
export const cos: UnaryOp = unaryOp("cos");
/**
 * The hyperbolic tangent.
 * @category Ops
 */
export const tanh: UnaryOp = unaryOp("tanh", f.sub(1, f.square(out)));
/**
 * The error function.
 * @category Ops
 */
export const erf: UnaryOp = unaryOp("erf");
/**
 * `1 / (1 + exp(-a))`.
 * @category Ops
 */
export const sigmoid: UnaryOp = unaryOp(
  "sigmoid",
  f.mul(out, f.sub(1, out)),
  // Shorter than the formula, which rules can differentiate; where the power overflows the value is below 2^-126.
  f.div(1, f.add(1, f.exp(f.neg(x)))),
);
/**
 * `log(1 + exp(a))` without overflow.
 * @category Ops
 */
export const softplus: UnaryOp = unaryOp("softplus", f.sigmoid(x));
/**
 * `max(a, 0)`; its gradient at 0 is 0.
 * @category Ops
 */
export const relu: UnaryOp = unaryOp("relu", f.greater(out, 0));
