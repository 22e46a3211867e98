/**
 * Addresses: an `i32` where modules have a memory of 32 bits, an `i64` where they have one of 64 (which are wide). Code is
 * written once, with marks where the two differ, and a module that is finished has instructions in their place.
 */

import type { Bytes } from "./encoding.ts";
import type { ResultType, Value } from "./value.ts";

/** The instructions that stand for each mark where addresses are narrow, and where they are wide. */
const MARKS = {
  add: [[0x6a], [0x7c]],
  sub: [[0x6b], [0x7d]],
  eqz: [[0x45], [0x50]],
  eq: [[0x46], [0x51]],
  ne: [[0x47], [0x52]],
  ltU: [[0x49], [0x54]],
  gtU: [[0x4b], [0x56]],
  leU: [[0x4d], [0x58]],
  geU: [[0x4f], [0x5a]],
  /** A number, which may be negative, becomes as wide as an address. */
  extend: [[], [0xac]],
  /** A count does. */
  extendCount: [[], [0xad]],
  /** The distance of two addresses becomes a number. */
  wrap: [[], [0xa7]],
  /** A pointer, as it is passed and stored, becomes an address: in a wide memory it counts words, and so reaches 16 GiB. */
  point: [[], [0xad, 0x42, 2, 0x86]],
} as const satisfies Record<string, readonly [narrow: Bytes, wide: Bytes]>;
type Mark = keyof typeof MARKS;
const NAMES = Object.keys(MARKS) as Mark[];

/** Marks stand in code as numbers that no byte is. */
const FIRST = 0x100;

function mark(name: Mark): number {
  return FIRST + NAMES.indexOf(name);
}

/** Comparisons of addresses. */
export const COMPARISONS = ["eq", "ne", "ltU", "gtU", "leU", "geU"] as const;
/** The name of one. */
export type Comparison = typeof COMPARISONS[number];

/** The bytes of code, in which marks stood. */
export function resolved(code: Bytes, isWide: boolean): Bytes {
  return code.flatMap((byte) =>
    byte < FIRST ? byte : MARKS[NAMES[byte - FIRST]][isWide ? 1 : 0]
  );
}

/** Code that leaves an address. */
export function address(code: Bytes): Value<"i32"> {
  return { type: "i32", code, isAddress: true };
}

/** An address from a pointer as it is passed to an exported function, or stored in a table. */
export function pointed(pointer: Value<"i32">): Value<"i32"> {
  return address([...pointer.code, mark("point")]);
}

/** The code of an address, or of a number (it may be negative) as wide. */
export function asAddress({ code, isAddress }: Value<"i32">): Bytes {
  return isAddress ? code : [...code, mark("extend")];
}

/** The code of a count of bytes, as wide as an address. */
export function asCount(count: Value<"i32">): Bytes {
  return [...asNumber(count), mark("extendCount")];
}

/** The code of a number, which an address is not: it may be wider. */
export function asNumber({ code, isAddress }: Value<ResultType>): Bytes {
  if (!isAddress) return code;
  throw new Error(
    "Cannot assemble: expected a number, received an address, which may be wider",
  );
}

/** The code of what memory is read or written at. */
export function asPlace({ code, isAddress }: Value<"i32">): Bytes {
  if (isAddress) return code;
  throw new Error(
    "Cannot assemble: expected an address to read or to write at, received a number",
  );
}

/** An address so many bytes further on. */
export function addToAddress(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
  return address([...asAddress(a), ...asAddress(b), mark("add")]);
}

/** An address so many bytes before, or how many bytes lie between two. */
export function subFromAddress(a: Value<"i32">, b: Value<"i32">): Value<"i32"> {
  const code = [...asAddress(a), ...asAddress(b), mark("sub")];
  return b.isAddress
    ? { type: "i32", code: [...code, mark("wrap")] }
    : address(code);
}

/** Whether a comparison of two addresses holds. */
export function compareAddresses(
  comparison: Comparison,
  a: Value<"i32">,
  b: Value<"i32">,
): Value<"i32"> {
  const code = [...asAddress(a), ...asAddress(b), mark(comparison)];
  return { type: "i32", code };
}

/** Whether an address is 0. */
export function isNowhere(a: Value<"i32">): Value<"i32"> {
  return { type: "i32", code: [...a.code, mark("eqz")] };
}
