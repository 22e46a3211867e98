/** Operators on vectors of 128 bits: `v128` as bits, `i32x4`, `f32x4` and `f64x2` as lanes. */

import { type Bytes, float32, float64, int32 } from "./encoding.ts";
import { liftF32, liftF64, liftI32, numbered } from "./scalar.ts";
import {
  BITS,
  F32X4_UNARY,
  F64X2_UNARY,
  FLOAT_BINARY,
  FLOAT_COMPARE,
  I32X4_BINARY,
  I32X4_SHIFT,
  I32X4_TEST,
  I32X4_UNARY,
} from "./simd_opcodes.ts";
import {
  access,
  binaries,
  type Binary,
  instruction,
  type Load,
  memoryImmediate,
  opcodeOf,
  PREFIX,
  type Store,
  unaries,
  type Unary,
} from "./instruction.ts";
import type { Arg, Value, ValueType } from "./value.ts";

/** Lanes of one type. */
interface Lanes<T extends ValueType> {
  /** A literal of all lanes. */
  const(...lanes: number[]): Value<"v128">;
  /** The same number in every lane. */
  splat(x: Arg<T>): Value<"v128">;
  /** One lane. */
  extractLane(x: Value<"v128">, lane: number): Value<T>;
  /** The vector with one lane changed. */
  replaceLane(x: Value<"v128">, lane: number, value: Arg<T>): Value<"v128">;
  /** Any lanes of two vectors; those of `b` count on from those of `a`. */
  shuffle(
    a: Value<"v128">,
    b: Value<"v128">,
    lanes: readonly number[],
  ): Value<"v128">;
}

type Float = Record<
  typeof FLOAT_BINARY[number] | typeof FLOAT_COMPARE[number],
  Binary<"v128">
>;

/** Numbers as constants of four equal `i32` lanes. */
export function liftI32x4(x: Arg<"v128">): Value<"v128"> {
  return typeof x === "number" ? literal(Array(4).fill(x), int32) : x;
}

/** Numbers as constants of four equal `f32` lanes. */
export function liftF32x4(x: Arg<"v128">): Value<"v128"> {
  return typeof x === "number" ? literal(Array(4).fill(x), float32) : x;
}

/** Numbers as constants of two equal `f64` lanes. */
export function liftF64x2(x: Arg<"v128">): Value<"v128"> {
  return typeof x === "number" ? literal(Array(2).fill(x), float64) : x;
}

const INTS = { lift: liftI32x4, result: "v128", prefix: PREFIX.simd } as const;
const FLOATS = {
  lift: liftF32x4,
  result: "v128",
  prefix: PREFIX.simd,
} as const;
const DOUBLES = {
  lift: liftF64x2,
  result: "v128",
  prefix: PREFIX.simd,
} as const;

/** Reads or writes one lane, or one half, of a vector. */
type LaneAccess<R extends "v128" | "void"> = (
  address: Arg<"i32">,
  vector: Value<"v128">,
  lane: number,
  offset?: number,
) => Value<R>;

/** Vectors as bits, and their way to and from memory. */
export const v128: {
  /** Reads 16 bytes, aligned or not. */
  readonly load: Load<"v128">;
  /** Reads 4 bytes into all four lanes. */
  readonly load32Splat: Load<"v128">;
  /** Reads 4 bytes into lane 0; the rest is 0. */
  readonly load32Zero: Load<"v128">;
  /** Reads 8 bytes into lanes 0 and 1; the rest is 0. */
  readonly load64Zero: Load<"v128">;
  /** Writes 16 bytes, aligned or not. */
  readonly store: Store<"v128">;
  /** Reads 4 bytes into one lane of a vector. */
  readonly load32Lane: LaneAccess<"v128">;
  /** Writes the 4 bytes of one lane. */
  readonly store32Lane: LaneAccess<"void">;
  /** Writes the 8 bytes of two lanes: 0 and 1, or 2 and 3. */
  readonly store64Lane: LaneAccess<"void">;
  /** All bits turned over. */
  readonly not: Unary<"v128">;
  /** Bits of `a` where `mask` is 1, of `b` where it is 0. */
  bitselect(
    a: Arg<"v128">,
    b: Arg<"v128">,
    mask: Value<"v128">,
  ): Value<"v128">;
  /** 1 if any bit is set. */
  anyTrue(x: Value<"v128">): Value<"i32">;
  /** `condition` is not 0 ? `a` : `b`; both are evaluated. */
  select(
    condition: Arg<"i32">,
    a: Value<"v128">,
    b: Value<"v128">,
  ): Value<"v128">;
} & Record<keyof typeof BITS, Binary<"v128">> = {
  load: loadOf(0, 4),
  load32Splat: loadOf(9, 2),
  load32Zero: loadOf(92, 2),
  load64Zero: loadOf(93, 3),
  store: (address, value, offset = 0) =>
    simdAccess(
      "void",
      [liftI32(address), liftF32x4(value)],
      11,
      memoryImmediate(4, offset),
    ),
  load32Lane: laneAccess("v128", 86, 2),
  store32Lane: laneAccess("void", 90, 2),
  store64Lane: laneAccess("void", 91, 3),
  ...unaries({ not: 77 }, INTS),
  ...binaries(BITS, INTS),
  bitselect: (a, b, mask) =>
    simd("v128", [liftF32x4(a), liftF32x4(b), mask], 82),
  anyTrue: (x) => simd("i32", [x], 83),
  select: (condition, a, b) =>
    instruction("v128", [a, b, liftI32(condition)], [0x1b]),
};

/** Four whole numbers; comparisons give all ones or all zeros in a lane. */
export const i32x4:
  & Lanes<"i32">
  & Record<keyof typeof I32X4_UNARY, Unary<"v128">>
  & Record<keyof typeof I32X4_BINARY, Binary<"v128">>
  & Record<
    keyof typeof I32X4_SHIFT,
    (x: Value<"v128">, by: Arg<"i32">) => Value<"v128">
  >
  & Record<keyof typeof I32X4_TEST, (x: Value<"v128">) => Value<"i32">> = {
    ...lanes("i32", liftI32, {
      encode: int32,
      bytes: 4,
      splat: 17,
      extract: 27,
    }),
    ...unaries(I32X4_UNARY, INTS),
    ...binaries(I32X4_BINARY, INTS),
    shl: shift(I32X4_SHIFT.shl),
    shrS: shift(I32X4_SHIFT.shrS),
    shrU: shift(I32X4_SHIFT.shrU),
    allTrue: (x) => simd("i32", [x], I32X4_TEST.allTrue),
    bitmask: (x) => simd("i32", [x], I32X4_TEST.bitmask),
  };

/** Four floats. */
export const f32x4:
  & Lanes<"f32">
  & Float
  & Record<keyof typeof F32X4_UNARY, Unary<"v128">>
  & {
    /** `a * b + c`, rounded once or twice as the processor likes; needs relaxed SIMD. */
    relaxedMadd(
      a: Arg<"v128">,
      b: Arg<"v128">,
      c: Arg<"v128">,
    ): Value<"v128">;
    /** `a` where `mask` is all ones, `b` where it is all zeros, lane by lane; needs relaxed SIMD. */
    relaxedSelect(
      a: Arg<"v128">,
      b: Arg<"v128">,
      mask: Arg<"v128">,
    ): Value<"v128">;
  } = {
    ...lanes("f32", liftF32, {
      encode: float32,
      bytes: 4,
      splat: 19,
      extract: 31,
    }),
    ...unaries(F32X4_UNARY, FLOATS),
    ...binaries(numbered(FLOAT_BINARY, 228), FLOATS),
    ...binaries(numbered(FLOAT_COMPARE, 65), FLOATS),
    relaxedMadd: (a, b, c) => simd("v128", [a, b, c].map(liftF32x4), 0x105),
    relaxedSelect: (a, b, mask) =>
      simd("v128", [a, b, mask].map(liftF32x4), 0x10b),
  };

/** Two floats of 64 bits. */
export const f64x2:
  & Lanes<"f64">
  & Float
  & Record<keyof typeof F64X2_UNARY, Unary<"v128">> = {
    ...lanes("f64", liftF64, {
      encode: float64,
      bytes: 8,
      splat: 20,
      extract: 33,
    }),
    ...unaries(F64X2_UNARY, DOUBLES),
    ...binaries(numbered(FLOAT_BINARY, 240), DOUBLES),
    ...binaries(numbered(FLOAT_COMPARE, 71), DOUBLES),
  };

function simd<R extends ValueType | "void">(
  type: R,
  operands: readonly Value<ValueType>[],
  opcode: number,
  immediate?: Bytes,
): Value<R> {
  return instruction(type, operands, opcodeOf(opcode, PREFIX.simd), immediate);
}

/** One that reads or writes memory at its first operand. */
function simdAccess<R extends "v128" | "void">(
  type: R,
  operands: readonly [Value<"i32">, ...Value<ValueType>[]],
  opcode: number,
  immediate: Bytes,
): Value<R> {
  return access(type, operands, opcodeOf(opcode, PREFIX.simd), immediate);
}

function literal(
  lanes: readonly number[],
  encode: (x: number) => Bytes,
): Value<"v128"> {
  return simd("v128", [], 12, lanes.flatMap(encode));
}

function laneAccess<R extends "v128" | "void">(
  type: R,
  opcode: number,
  align: number,
): LaneAccess<R> {
  return (address, vector, lane, offset = 0) =>
    simdAccess(type, [liftI32(address), vector], opcode, [
      ...memoryImmediate(align, offset),
      lane,
    ]);
}

function loadOf(opcode: number, align: number): Load<"v128"> {
  return (address, offset = 0) =>
    simdAccess(
      "v128",
      [liftI32(address)],
      opcode,
      memoryImmediate(align, offset),
    );
}

function shift(
  opcode: number,
): (x: Value<"v128">, by: Arg<"i32">) => Value<"v128"> {
  return (x, by) => simd("v128", [x, liftI32(by)], opcode);
}

function lanes<T extends ValueType>(
  type: T,
  lift: (x: Arg<T>) => Value<T>,
  { encode, bytes, splat, extract }: {
    encode: (x: number) => Bytes;
    bytes: number;
    splat: number;
    extract: number;
  },
): Lanes<T> {
  return {
    const: (...values) => literal(values, encode),
    splat: (x) => simd("v128", [lift(x)], splat),
    extractLane: (x, lane) => simd(type, [x], extract, [lane]),
    replaceLane: (x, lane, value) =>
      simd("v128", [x, lift(value)], extract + 1, [lane]),
    shuffle: (a, b, lanes) => {
      const picked = lanes.flatMap((lane) =>
        Array.from({ length: bytes }, (_, byte) => lane * bytes + byte)
      );
      return simd("v128", [a, b], 13, picked);
    },
  };
}
