/** Ops of elements in ONNX. */

import type { BinaryName, UnaryName } from "../../../autograd/methods.ts";
import { type Emission, Unsayable, type Value } from "../emission.ts";
import { TYPES } from "../model.ts";
import { clipped } from "./activations.ts";
import { broadcast, type EmitOps, operand } from "./operand.ts";

type Unary = (to: Emission, x: Value) => Value;

/** A node of the same name for all elements. */
function plain(op: string): Unary {
  return (to, x) => to.map(op, x);
}

/** What is true or not as 1 and 0. */
function numbered(to: Emission, x: Value): Value {
  return to.map("Cast", x, { to: { int: TYPES.float32 } });
}

/** Whether numbers are other than 0. */
function truth(to: Emission, x: Value): Value {
  return to.map("Cast", x, { to: { int: TYPES.bool } });
}

/** The same number everywhere. */
function filled(value: number): Unary {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  const tensor = { type: TYPES.float32, dims: [1], bytes };
  return (to, x) =>
    to.map("ConstantOfShape", to.map("Shape", x), { value: { tensor } });
}

const UNARY: Readonly<
  Record<UnaryName | "onesLike" | "stopGradient" | "zerosLike", Unary>
> = {
  abs: plain("Abs"),
  ceil: plain("Ceil"),
  cos: plain("Cos"),
  erf: plain("Erf"),
  exp: plain("Exp"),
  expm1: (to, x) => to.map("Sub", to.map("Exp", x), {}, to.number(1)),
  floor: plain("Floor"),
  isFinite: (to, x) => {
    const isOut = to.map("Or", to.map("IsNaN", x), {}, to.map("IsInf", x).name);
    return numbered(to, to.map("Not", isOut));
  },
  isNaN: (to, x) => numbered(to, to.map("IsNaN", x)),
  log: plain("Log"),
  log1p: (to, x) => to.map("Log", to.map("Add", x, {}, to.number(1))),
  logicalNot: (to, x) => numbered(to, to.map("Not", truth(to, x))),
  neg: plain("Neg"),
  onesLike: filled(1),
  reciprocal: plain("Reciprocal"),
  relu: plain("Relu"),
  round: plain("Round"),
  rsqrt: (to, x) => to.map("Reciprocal", to.map("Sqrt", x)),
  sigmoid: plain("Sigmoid"),
  sign: plain("Sign"),
  sin: plain("Sin"),
  softplus: plain("Softplus"),
  sqrt: plain("Sqrt"),
  square: (to, x) => to.map("Mul", x, {}, x.name),
  stopGradient: (_, x) => x,
  tanh: plain("Tanh"),
  zerosLike: filled(0),
};

type Binary = (to: Emission, a: Value, b: Value) => Value;

function both(op: string): Binary {
  return (to, a, b) => broadcast(to, op, [a, b]);
}

function compared(op: string): Binary {
  return (to, a, b) => numbered(to, broadcast(to, op, [a, b]));
}

function logical(op: string): Binary {
  return (to, a, b) =>
    numbered(to, broadcast(to, op, [truth(to, a), truth(to, b)]));
}

const BINARY: Readonly<Record<BinaryName, Binary>> = {
  add: both("Add"),
  div: both("Div"),
  equal: compared("Equal"),
  greater: compared("Greater"),
  greaterEqual: compared("GreaterOrEqual"),
  less: compared("Less"),
  lessEqual: compared("LessOrEqual"),
  logicalAnd: logical("And"),
  logicalOr: logical("Or"),
  logicalXor: logical("Xor"),
  maximum: both("Max"),
  minimum: both("Min"),
  mul: both("Mul"),
  notEqual: (to, a, b) =>
    numbered(to, to.map("Not", broadcast(to, "Equal", [a, b]))),
  pow: both("Pow"),
  sub: both("Sub"),
};

/** Ops of elements. */
export const ELEMENTWISE: EmitOps = {
  ...Object.fromEntries(
    Object.entries(UNARY).map(([name, emit]) => [
      name,
      (to: Emission, [x]: readonly unknown[]) => emit(to, operand(to, x)),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(BINARY).map(([name, emit]) => [
      name,
      (to: Emission, [a, b]: readonly unknown[]) =>
        emit(to, operand(to, a), operand(to, b)),
    ]),
  ),
  clip: (to, [x, low, high]) => {
    if (typeof low !== "number" || typeof high !== "number") {
      throw new Unsayable("bounds that are no numbers");
    }
    return clipped(to, operand(to, x), low, high);
  },
  where: (to, [is, a, b]) =>
    broadcast(to, "Where", [
      truth(to, operand(to, is)),
      operand(to, a),
      operand(to, b),
    ]),
};
