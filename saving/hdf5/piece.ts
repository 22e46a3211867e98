/** An array in pieces, as far as all ways of finding them have it in common. */

/** A piece of an array. */
export interface Piece {
  /** The place of its first element in the array. */
  readonly from: readonly number[];
  /** Where it lies in the file. */
  readonly address: number;
  /** Its bytes there. */
  readonly length: number;
  /** A bit for each filter that it has not gone through. */
  readonly skipped: number;
}

/** The pieces of an array. */
export interface Pieces {
  /** The shape of each; what is beyond the array counts for nothing. */
  readonly shape: readonly number[];
  /** All of them. */
  readonly list: readonly Piece[];
}

/** An array, and where in the file it is said how it lies. */
export interface PiecedArray {
  readonly at: number;
  readonly version: number;
  readonly shape: readonly number[];
  /** The bytes of an element. */
  readonly size: number;
  readonly filters: readonly number[];
}

/** Refuses pieces that are none of the array. */
export function checkPiece(
  shape: readonly number[],
  piece: readonly number[],
): void {
  if (piece.length === shape.length && piece.every((size) => size > 0)) return;
  throw new TypeError("pieces of another rank");
}

/** What is said of an array that has no elements, though its shape says so. */
export function neverWritten(): TypeError {
  return new TypeError("an array that was never written as a whole");
}
