/** Loops over several operands at once. */

import type { Axis } from "../../view.ts";
import { FLOAT_BYTES } from "../sizes.ts";

/** A loop: where each operand begins, in bytes, and its axes, the outermost first, at least one. */
export interface Loop {
  /** Address of each operand's first element. */
  readonly addresses: readonly number[];
  /** The axes; the last one is the row that kernels work along. */
  readonly axes: readonly Axis[];
}

/** Number of rows: indices of all axes but the last. */
export function rowsOf(axes: readonly Axis[]): number {
  return axes.slice(0, -1).reduce((rows, { size }) => rows * size, 1);
}

/** A copy of a loop that begins `count` indices further along an axis of `strides`. */
export function shifted(
  addresses: readonly number[],
  strides: readonly number[],
  count: number,
): number[] {
  return addresses.map((address, i) =>
    address + strides[i] * count * FLOAT_BYTES
  );
}
