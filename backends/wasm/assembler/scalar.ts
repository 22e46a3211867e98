/** Operators on single numbers: of `i32`, `f32`, `f64`. */

import { float32, float64, signed } from "./encoding.ts";
import {
  access,
  binaries,
  type Binary,
  instruction,
  type Lift,
  type Load,
  memoryImmediate,
  PREFIX,
  type Store,
  unaries,
  type Unary,
} from "./instruction.ts";
import type { Arg, Value, ValueType } from "./value.ts";

const INT_ARITHMETIC = {
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  divS: 0x6d,
  divU: 0x6e,
  remS: 0x6f,
  remU: 0x70,
  and: 0x71,
  or: 0x72,
  xor: 0x73,
  shl: 0x74,
  shrS: 0x75,
  shrU: 0x76,
  rotl: 0x77,
  rotr: 0x78,
  eq: 0x46,
  ne: 0x47,
  ltS: 0x48,
  ltU: 0x49,
  gtS: 0x4a,
  gtU: 0x4b,
  leS: 0x4c,
  leU: 0x4d,
  geS: 0x4e,
  geU: 0x4f,
} as const;
const INT_UNARY = { eqz: 0x45, clz: 0x67, ctz: 0x68, popcnt: 0x69 } as const;

const FLOAT_UNARY = [
  "abs",
  "neg",
  "ceil",
  "floor",
  "trunc",
  "nearest",
  "sqrt",
] as const;
const FLOAT_BINARY = [
  "add",
  "sub",
  "mul",
  "div",
  "min",
  "max",
  "copysign",
] as const;
const FLOAT_COMPARE = ["eq", "ne", "lt", "gt", "le", "ge"] as const;

const FROM_F32 = { truncF32S: 0xa8, reinterpretF32: 0xbc } as const;
const FROM_F64 = { truncF64S: 0xaa } as const;
const SATURATING_F32 = { truncSatF32S: 0, truncSatF32U: 1 } as const;
const SATURATING_F64 = { truncSatF64S: 2, truncSatF64U: 3 } as const;
const F32_FROM_I32 = {
  convertI32S: 0xb2,
  convertI32U: 0xb3,
  reinterpretI32: 0xbe,
} as const;
const F32_FROM_F64 = { demoteF64: 0xb6 } as const;
const F64_FROM_I32 = { convertI32S: 0xb7, convertI32U: 0xb8 } as const;
const F64_FROM_F32 = { promoteF32: 0xbb } as const;

/** What every scalar type offers. */
export interface Scalar<T extends ValueType> {
  /** A literal. */
  const(value: number): Value<T>;
  /** Reads one from memory. */
  readonly load: Load<T>;
  /** Writes one to memory. */
  readonly store: Store<T>;
  /** `condition` is not 0 ? `a` : `b`; both are evaluated. */
  select(condition: Arg<"i32">, a: Arg<T>, b: Arg<T>): Value<T>;
}

type Names<T extends readonly string[]> = T[number];
type FloatOps<T extends ValueType> =
  & Scalar<T>
  & Record<Names<typeof FLOAT_UNARY>, Unary<T>>
  & Record<Names<typeof FLOAT_BINARY>, Binary<T>>
  & Record<Names<typeof FLOAT_COMPARE>, Binary<T, "i32">>;
/** What whole numbers offer. */
export type IntOps =
  & Scalar<"i32">
  & Record<keyof typeof INT_ARITHMETIC, Binary<"i32">>
  & Record<keyof typeof INT_UNARY, Unary<"i32">>
  & Record<keyof (typeof FROM_F32 & typeof SATURATING_F32), Unary<"f32", "i32">>
  & Record<
    keyof (typeof FROM_F64 & typeof SATURATING_F64),
    Unary<"f64", "i32">
  >;

/** Numbers as `i32` constants. */
export function liftI32(x: Arg<"i32">): Value<"i32"> {
  return typeof x === "number"
    ? { type: "i32", code: [0x41, ...signed(x)] }
    : x;
}

/** Numbers as `f32` constants. */
export function liftF32(x: Arg<"f32">): Value<"f32"> {
  return typeof x === "number"
    ? { type: "f32", code: [0x43, ...float32(x)] }
    : x;
}

/** Numbers as `f64` constants. */
export function liftF64(x: Arg<"f64">): Value<"f64"> {
  return typeof x === "number"
    ? { type: "f64", code: [0x44, ...float64(x)] }
    : x;
}

/** Whole numbers of 32 bits; for operators that take addresses too see i32.ts. */
export const NUMBERS: IntOps = {
  ...scalar("i32", liftI32, { load: 0x28, store: 0x36, align: 2 }),
  ...unaries(INT_UNARY, { lift: liftI32, result: "i32" }),
  ...binaries(INT_ARITHMETIC, { lift: liftI32, result: "i32" }),
  ...unaries(FROM_F32, { lift: liftF32, result: "i32" }),
  ...unaries(FROM_F64, { lift: liftF64, result: "i32" }),
  ...unaries(SATURATING_F32, {
    lift: liftF32,
    result: "i32",
    prefix: PREFIX.bulk,
  }),
  ...unaries(SATURATING_F64, {
    lift: liftF64,
    result: "i32",
    prefix: PREFIX.bulk,
  }),
};

/** Floats of 32 bits. */
export const f32:
  & FloatOps<"f32">
  & Record<keyof typeof F32_FROM_I32, Unary<"i32", "f32">>
  & Record<keyof typeof F32_FROM_F64, Unary<"f64", "f32">> = {
    ...floats("f32", liftF32, { unary: 0x8b, binary: 0x92, compare: 0x5b }),
    ...scalar("f32", liftF32, { load: 0x2a, store: 0x38, align: 2 }),
    ...unaries(F32_FROM_I32, { lift: liftI32, result: "f32" }),
    ...unaries(F32_FROM_F64, { lift: liftF64, result: "f32" }),
  };

/** Floats of 64 bits. */
export const f64:
  & FloatOps<"f64">
  & Record<keyof typeof F64_FROM_I32, Unary<"i32", "f64">>
  & Record<keyof typeof F64_FROM_F32, Unary<"f32", "f64">> = {
    ...floats("f64", liftF64, { unary: 0x99, binary: 0xa0, compare: 0x61 }),
    ...scalar("f64", liftF64, { load: 0x2b, store: 0x39, align: 3 }),
    ...unaries(F64_FROM_I32, { lift: liftI32, result: "f64" }),
    ...unaries(F64_FROM_F32, { lift: liftF32, result: "f64" }),
  };

function scalar<T extends ValueType>(
  type: T,
  lift: Lift<T>,
  opcodes: { load: number; store: number; align: number },
): Scalar<T> {
  const { align } = opcodes;
  return {
    const: (value) => lift(value),
    load: (address, offset = 0) =>
      access(
        type,
        [liftI32(address)],
        [opcodes.load],
        memoryImmediate(align, offset),
      ),
    store: (address, value, offset = 0) =>
      access(
        "void",
        [liftI32(address), lift(value)],
        [opcodes.store],
        memoryImmediate(align, offset),
      ),
    select: (condition, a, b) =>
      instruction(type, [lift(a), lift(b), liftI32(condition)], [0x1b]),
  };
}

/** The opcodes of floats follow each other in the order of the lists of names. */
function floats<T extends ValueType>(
  type: T,
  lift: Lift<T>,
  first: { unary: number; binary: number; compare: number },
): Omit<FloatOps<T>, keyof Scalar<T>> {
  return {
    ...unaries(numbered(FLOAT_UNARY, first.unary), { lift, result: type }),
    ...binaries(numbered(FLOAT_BINARY, first.binary), { lift, result: type }),
    ...binaries(numbered(FLOAT_COMPARE, first.compare), {
      lift,
      result: "i32",
    }),
  } as Omit<FloatOps<T>, keyof Scalar<T>>;
}

/** A table of consecutive opcodes. */
export function numbered<K extends string>(
  names: readonly K[],
  first: number,
): Record<K, number> {
  const entries = names.map((name, i) => [name, first + i]);
  return Object.fromEntries(entries) as Record<K, number>;
}
