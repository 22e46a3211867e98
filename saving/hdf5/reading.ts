/** A file of HDF5 that is being read. */

import type { Budget } from "./budget.ts";

/** A file that is being read, and what that may cost. */
export interface Reading {
  /** Its bytes. */
  readonly view: DataView<ArrayBuffer>;
  /** Bytes and steps that are left. */
  readonly budget: Budget;
  /** Bytes that may still be unpacked. */
  readonly unpacking: Budget;
  /** Where the objects lie that have been met. */
  readonly seen: Set<number>;
}

/** An address that is none. */
export const NOWHERE = 2 ** 64;

/** A whole number of a few bytes, the lowest first. */
export function integerAt(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) {
    value = value * 256 + view.getUint8(at + i);
  }
  return value;
}

/** Refuses bytes that do not begin with the four letters that they should. */
export function checkSignature(
  view: DataView,
  at: number,
  letters: string,
): void {
  for (let i = 0; i < 4; i++) {
    if (view.getUint8(at + i) !== letters.charCodeAt(i)) {
      throw new TypeError(`no ${letters} where one should be`);
    }
  }
}
