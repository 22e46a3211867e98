/** Where the operands of rows side by side are: those that lie a whole number of rows apart share a pointer. */

import type { Loop } from "../../rows/loop.ts";
import { FLOAT_BYTES } from "../../sizes.ts";

/** How many rows operands may lie apart that share a pointer. */
const MOST_APART = 32;

/** Where an operand is. */
export interface Cell {
  /** The pointer from which it is counted. */
  readonly pointer: number;
  /** Bytes behind that. */
  readonly offset: number;
  /** Bytes from a row to the one beside it. */
  readonly step: number;
  /** Whether it is one element for all of a row. */
  readonly isRepeated: boolean;
}

/** Where the operands of a loop are. */
export interface Cells {
  /** Each of them. */
  readonly cells: readonly Cell[];
  /** The operand that each pointer points to. */
  readonly chosen: readonly number[];
}

/** Where the operands are, and those of them that others are counted from. */
export function cellsOf(
  { addresses, axes }: Loop,
  abreast: number,
): Cells {
  const [outer, row] = axes.slice(-2), bytes = row.size * FLOAT_BYTES;
  const chosen: number[] = [];
  const isBeside = (a: number, b: number): boolean => {
    const apart = Math.abs(addresses[a] - addresses[b]);
    return apart % bytes === 0 && apart <= MOST_APART * bytes &&
      axes.every(({ strides }) => strides[a] === strides[b]);
  };
  // Counted from the first of them in memory: offsets are never negative.
  const order = addresses.map((_, k) => k)
    .sort((a, b) => addresses[a] - addresses[b]);
  const from: number[] = [];
  for (const k of order) {
    const known = chosen.findIndex((other) => isBeside(other, k));
    from[k] = known >= 0 ? known : chosen.push(k) - 1;
  }
  const cells = addresses.map((address, k): Cell => ({
    pointer: from[k],
    offset: address - addresses[chosen[from[k]]],
    step: outer.strides[k] / abreast * FLOAT_BYTES,
    isRepeated: row.strides[k] === 0,
  }));
  return { cells, chosen };
}

/** A name for where a cell is in one of the rows. */
export function placeOf(
  { pointer, offset, step }: Cell,
  ahead: number,
): string {
  return `${pointer} ${offset + step * ahead}`;
}
