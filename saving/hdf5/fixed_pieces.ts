/** Finds the pieces of an array as newer files list them (`libver="latest"`): one alone, one behind the other, or by a list. */

import { sizeOf } from "../../backends/view.ts";
import {
  checkPiece,
  neverWritten,
  type Piece,
  type PiecedArray,
  type Pieces,
} from "./piece.ts";
import { integerAt, type Reading } from "./reading.ts";

/** How pieces are found. */
const ALONE = 1, IN_ORDER = 2, LISTED = 3;
/** A piece that is alone says its length. */
const SAYS_LENGTH = 2;
/** The pieces at the edges may have gone through no filter. */
const PLAIN_EDGES = 1;
const HEADER = 0x44484146, BLOCK = 0x42444146;
/** Bytes of the head of a list, and of a checksum. */
const HEAD = 14, CHECKSUM = 4;

/**
 * The pieces of an array, in the order of their places.
 *
 * @throws {TypeError} if they are found in another way.
 */
export function fixedPieces(
  reading: Reading,
  { at, shape, size, filters }: PiecedArray,
): Pieces {
  const { view } = reading;
  const flags = view.getUint8(at + 2), rank = view.getUint8(at + 3) - 1;
  const width = view.getUint8(at + 4);
  const piece = Array.from(
    { length: rank },
    (_, axis) => integerAt(view, at + 5 + width * axis, width),
  );
  checkPiece(shape, piece);
  if (flags & PLAIN_EDGES) throw new TypeError("pieces of two kinds");
  const kind = at + 5 + width * (rank + 1);
  const whole = sizeOf(piece) * size;
  const counts = shape.map((axis, i) => Math.ceil(axis / piece[i]));
  const count = sizeOf(counts);
  const placed = (i: number): number[] => {
    const from: number[] = [];
    for (let axis = rank - 1, left = i; axis >= 0; axis--) {
      from[axis] = left % counts[axis] * piece[axis];
      left = Math.floor(left / counts[axis]);
    }
    return from;
  };
  const all = (made: (i: number) => Omit<Piece, "from">): Pieces => {
    reading.budget.spend(count);
    const list = Array.from(
      { length: count },
      (_, i) => ({ from: placed(i), ...made(i) }),
    );
    return { shape: piece, list };
  };
  const addressAt = (place: number): number => {
    const address = Number(view.getBigUint64(place, true));
    if (address >= view.byteLength) throw neverWritten();
    return address;
  };
  switch (view.getUint8(kind)) {
    case ALONE: {
      const says = (flags & SAYS_LENGTH) !== 0;
      const length = says ? integerAt(view, kind + 1, 8) : whole;
      const skipped = says ? view.getUint32(kind + 9, true) : 0;
      const address = addressAt(kind + (says ? 13 : 1));
      return all(() => ({ address, length, skipped }));
    }
    case IN_ORDER: {
      const address = addressAt(kind + 1);
      return all((i) => ({
        address: address + i * whole,
        length: whole,
        skipped: 0,
      }));
    }
    case LISTED: {
      const entries = listAt(view, addressAt(kind + 2), count);
      return all((i) => {
        const { at, bytes } = entries(i);
        const address = addressAt(at);
        if (filters.length === 0) return { address, length: whole, skipped: 0 };
        return {
          address,
          length: integerAt(view, at + 8, bytes - 12),
          skipped: view.getUint32(at + bytes - 4, true),
        };
      });
    }
    default:
      throw new TypeError("an array that may grow");
  }
}

/** Where the entry of a piece is in a list, which has pages if it is long. */
function listAt(
  view: DataView,
  header: number,
  count: number,
): (i: number) => { at: number; bytes: number } {
  const bytes = view.getUint8(header + 6);
  const most = 2 ** view.getUint8(header + 7);
  const block = integerAt(view, header + 16, 8);
  if (
    view.getUint32(header, true) !== HEADER ||
    view.getUint32(block, true) !== BLOCK ||
    integerAt(view, header + 8, 8) !== count
  ) throw new TypeError("no list of pieces");
  if (count <= most) return (i) => ({ at: block + HEAD + i * bytes, bytes });
  const pages = Math.ceil(count / most);
  const first = block + HEAD + Math.ceil(pages / 8) + CHECKSUM;
  return (i) => {
    const page = Math.floor(i / most);
    const isThere = view.getUint8(block + HEAD + (page >> 3)) >> 7 - (page & 7);
    if (!(isThere & 1)) throw neverWritten();
    return { at: first + page * CHECKSUM + i * bytes, bytes };
  };
}
