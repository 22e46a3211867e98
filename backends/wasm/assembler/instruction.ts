/** Instructions, and the tables from which operators are made. */

import { asNumber, asPlace } from "./address.ts";
import { type Bytes, unsigned } from "./encoding.ts";
import type { Arg, ResultType, Value, ValueType } from "./value.ts";

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
  const code = [...operands.flatMap(asNumber), ...opcode, ...immediate];
  return { type, code };
}

/** Likewise one that reads or writes memory at its first operand. */
export function access<R extends ResultType>(
  type: R,
  [at, ...operands]: readonly [Value<"i32">, ...Value<ValueType>[]],
  opcode: Bytes,
  immediate: Bytes,
): Value<R> {
  const { code } = instruction(type, operands, opcode, immediate);
  return { type, code: [...asPlace(at), ...code] };
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
