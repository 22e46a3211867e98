/** Finds what lies in a heap of the newer form: blocks of growing size in rows, those of later rows with rows of their own. */

import { checkSignature, integerAt } from "./reading.ts";

/** Bytes of the head of a block of blocks, before an offset in the heap. */
const HEAD = 13;
/** How deep blocks lie in each other at most. */
const DEEPEST = 16;

/**
 * A function that finds the things in the heap at an address: where in the file one lies, by the identifier at a place.
 *
 * @throws {TypeError} if it is packed, or something lies outside of it.
 */
export function openHeap(
  view: DataView,
  header: number,
): (identifier: number) => number {
  checkSignature(view, header, "FRHP");
  if (view.getUint16(header + 7, true) > 0) {
    throw new TypeError("a packed heap");
  }
  const width = view.getUint16(header + 110, true);
  const first = integerAt(view, header + 112, 8);
  const largest = integerAt(view, header + 120, 8);
  const offsetBytes = Math.ceil(view.getUint16(header + 128, true) / 8);
  const root = integerAt(view, header + 132, 8);
  const rows = view.getUint16(header + 140, true);
  const directRows = Math.log2(largest / first) + 2;

  const find = (block: number, offset: number, depth: number): number => {
    if (depth > DEEPEST) throw new TypeError("blocks too deep in each other");
    checkSignature(view, block, "FHIB");
    // The first two rows have blocks of the first size, each further one of twice the size.
    const across = first * width;
    const row = offset < across
      ? 0
      : Math.floor(Math.log2(offset / across)) + 1;
    const size = first * 2 ** Math.max(row - 1, 0);
    const within = row === 0 ? offset : offset - across * 2 ** (row - 1);
    const entry = row * width + Math.floor(within / size);
    const next = integerAt(view, block + HEAD + offsetBytes + 8 * entry, 8);
    if (row >= directRows) return find(next, within % size, depth + 1);
    checkSignature(view, next, "FHDB");
    return next + within % size;
  };
  return (identifier) => {
    if (view.getUint8(identifier) !== 0) {
      throw new TypeError("something that is too large for a heap");
    }
    const offset = integerAt(view, identifier + 1, offsetBytes);
    return rows > 0 ? find(root, offset, 0) : root + offset;
  };
}
