/** Typed pieces of WebAssembly code, and the tables from which operators are made. */

import { type Bytes, unsigned } from "./encoding.ts";

/** The types of locals, parameters and results. */
export type ValueType = "i32" | "f32" | "f64" | "v128";

/** The type of code that leaves something on the stack, or nothing. */
export type ResultType = ValueType | "void";

/** Code that leaves one value of type `T`; used twice, it runs twice. */
export interface Value<T extends ResultType> {
  /** What it leaves on the stack. */
  readonly type: T;
  /** Its instructions. */
  readonly code: Bytes;
}

/** What an operator takes: code, or a number that stands for a constant (in every lane). */
export type Arg<T extends ValueType> = Value<T> | number;

/** A variable of a function; it is itself the code that reads it. */
export interface Local<T extends ValueType> extends Value<T> {
  /** Its number within the function. */
  readonly index: number;
}

/** The kind of a parameter; a pointer and a size are both `i32`. */
export type Kind = ValueType | "pointer" | "size";

/** The parameters of a function: by name or, where their number varies, in a row. */
export type Signature = Readonly<Record<string, Kind>> | readonly Kind[];

/** The type that a parameter of some kind is passed as. */
export type TypeOf<K> = K extends ValueType ? K : "i32";

/** A function's parameters as its body sees them. */
export type Locals<S extends Signature> = {
  readonly [Name in keyof S]: Local<TypeOf<S[Name]>>;
};

/** What a function is called with. */
export type Args<S extends Signature> = {
  readonly [Name in keyof S]: Arg<TypeOf<S[Name]>>;
};

/** The type that a parameter of some kind is passed as. */
export function typeOf(kind: Kind): ValueType {
  return kind === "pointer" || kind === "size" ? "i32" : kind;
}

/** How a type is written in the binary format. */
export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/** How instructions beyond the first 256 begin. */
export const PREFIX = { none: [], bulk: [0xfc], simd: [0xfd] } as const;

/** An operator of one operand. */
export type Unary<T extends ValueType, R extends ValueType = T> = (
  x: Arg<T>,
) => Value<R>;

/** An operator of two operands. */
export type Binary<T extends ValueType, R extends ValueType = T> = (
  a: Arg<T>,
  b: Arg<T>,
) => Value<R>;

/** Turns a number into a constant and leaves code as it is. */
export type Lift<T extends ValueType> = (x: Arg<T>) => Value<T>;

/** What the operators of a table have in common. */
export interface Family<T extends ValueType, R extends ValueType> {
  /** How an operand that is a number becomes code. */
  readonly lift: Lift<T>;
  /** The type of the result. */
  readonly result: R;
  /** The prefix of their opcodes. */
  readonly prefix?: Bytes;
}

/** Joins operands and one instruction, with its immediate bytes, to a value. */
export function instruction<R extends ResultType>(
  type: R,
  operands: readonly Value<ValueType>[],
  opcode: Bytes,
  immediate: Bytes = [],
): Value<R> {
  const code = [...operands.flatMap((x) => x.code), ...opcode, ...immediate];
  return { type, code };
}

/** The bytes of an opcode under a prefix. */
export function opcodeOf(opcode: number, prefix: Bytes = PREFIX.none): Bytes {
  return prefix.length > 0 ? [...prefix, ...unsigned(opcode)] : [opcode];
}

/** Operators of one operand from a table of opcodes. */
export function unaries<
  K extends string,
  T extends ValueType,
  R extends ValueType,
>(
  opcodes: Readonly<Record<K, number>>,
  { lift, result, prefix }: Family<T, R>,
): Record<K, Unary<T, R>> {
  return mapTable(opcodes, (opcode) => {
    const bytes = opcodeOf(opcode, prefix);
    return (x) => instruction(result, [lift(x)], bytes);
  });
}

/** Operators of two operands from a table of opcodes. */
export function binaries<
  K extends string,
  T extends ValueType,
  R extends ValueType,
>(
  opcodes: Readonly<Record<K, number>>,
  { lift, result, prefix }: Family<T, R>,
): Record<K, Binary<T, R>> {
  return mapTable(opcodes, (opcode) => {
    const bytes = opcodeOf(opcode, prefix);
    return (a, b) => instruction(result, [lift(a), lift(b)], bytes);
  });
}

function mapTable<K extends string, F>(
  opcodes: Readonly<Record<K, number>>,
  make: (opcode: number) => F,
): Record<K, F> {
  const entries = Object.entries<number>(opcodes)
    .map(([name, opcode]) => [name, make(opcode)]);
  return Object.fromEntries(entries) as Record<K, F>;
}

/** Reads memory at an address plus a constant offset, in bytes. */
export type Load<T extends ValueType> = (
  address: Arg<"i32">,
  offset?: number,
) => Value<T>;

/** Writes memory at an address plus a constant offset, in bytes. */
export type Store<T extends ValueType> = (
  address: Arg<"i32">,
  value: Arg<T>,
  offset?: number,
) => Value<"void">;

/** The immediate of loads and stores: the power of two of the alignment, and the offset. */
export function memoryImmediate(align: number, offset: number): Bytes {
  return [align, ...unsigned(offset)];
}
