/** Puts the pieces of an array together. */

import { sizeOf } from "../../backends/view.ts";
import { neverWritten, type Pieces } from "./piece.ts";
import type { Reading } from "./reading.ts";
import { unfilter } from "./unfilter.ts";

/** An array in pieces. */
interface Joined {
  readonly shape: readonly number[];
  /** The bytes of an element. */
  readonly size: number;
  /** The bytes of all. */
  readonly length: number;
  readonly filters: readonly number[];
}

/**
 * The bytes of an array.
 *
 * @throws {TypeError} if a piece is damaged, or not all are there.
 */
export async function joinPieces(
  { view, budget, unpacking }: Reading,
  { shape, size, length, filters }: Joined,
  { shape: piece, list }: Pieces,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = sizeOf(piece) * size;
  const counts = shape.map((axis, i) => Math.ceil(axis / piece[i]));
  if (list.length !== sizeOf(counts)) throw neverWritten();
  const seen = new Set<string>();
  unpacking.spend(length);
  const made = new Uint8Array(length);
  for (const { from, address, length, skipped } of list) {
    const isPlace = from.every((start, axis) =>
      start % piece[axis] === 0 && start < shape[axis]
    );
    const place = from.join();
    if (!isPlace || seen.has(place)) throw new TypeError("pieces over others");
    seen.add(place);
    if (address + length > view.byteLength) {
      throw new TypeError("a piece beyond its end");
    }
    budget.spend(length);
    unpacking.spend(whole);
    const there = new Uint8Array(view.buffer, address, length);
    const used = filters.filter((_, i) => !(skipped >>> i & 1));
    const bytes = await unfilter(there, used, whole, size);
    copyPiece({ bytes: made, shape }, { bytes, shape: piece }, from, size);
  }
  return made;
}

/** Bytes of elements in row-major order. */
interface Block {
  readonly bytes: Uint8Array;
  readonly shape: readonly number[];
}

/** Copies the rows of a piece, as far as they are within the array. */
function copyPiece(
  array: Block,
  piece: Block,
  from: readonly number[],
  size: number,
): void {
  const last = array.shape.length - 1;
  const visit = (axis: number, to: number, at: number): void => {
    const most = Math.min(piece.shape[axis], array.shape[axis] - from[axis]);
    const start = to * array.shape[axis] + from[axis];
    const first = at * piece.shape[axis];
    if (axis === last) {
      const row = piece.bytes.subarray(first * size, (first + most) * size);
      array.bytes.set(row, start * size);
      return;
    }
    for (let i = 0; i < most; i++) visit(axis + 1, start + i, first + i);
  };
  visit(0, 0, 0);
}
