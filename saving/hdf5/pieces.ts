/** Finds the pieces of an array: a tree or a list says where each lies. */

import { sizeOf } from "../../backends/view.ts";
import { fixedPieces } from "./fixed_pieces.ts";
import {
  checkPiece,
  neverWritten,
  type Piece,
  type PiecedArray,
  type Pieces,
} from "./piece.ts";
import type { Reading } from "./reading.ts";

/** Bytes of the head of a node, before what lies in it. */
const NODE = 24;
const TREE = 0x45455254, OF_PIECES = 1;
/** How deep a tree is at most. */
const DEEPEST = 20;

/**
 * The pieces of an array.
 *
 * @throws {TypeError} if it is no array that h5py writes without being told that it may grow.
 */
export function piecesOf(reading: Reading, array: PiecedArray): Pieces {
  const { at, version, shape, size } = array;
  if (version === 4) return fixedPieces(reading, array);
  if (version !== 3) throw new TypeError("pieces of another version");
  const { view } = reading;
  const rank = view.getUint8(at + 2) - 1;
  const root = Number(view.getBigUint64(at + 3, true));
  const piece = Array.from(
    { length: rank },
    (_, axis) => view.getUint32(at + 11 + 4 * axis, true),
  );
  checkPiece(shape, piece);
  if (root >= view.byteLength) throw neverWritten();
  const list: Piece[] = [];
  const visit = (node: number, level: number | null): void => {
    const own = view.getUint8(node + 5);
    const count = view.getUint16(node + 6, true);
    if (
      view.getUint32(node, true) !== TREE ||
      view.getUint8(node + 4) !== OF_PIECES || own !== (level ?? own) ||
      own > DEEPEST
    ) throw new TypeError("no tree of pieces");
    const key = 8 + 8 * (rank + 1);
    reading.budget.spend(NODE + count * (key + 8));
    for (let i = 0; i < count; i++) {
      const entry = node + NODE + i * (key + 8);
      const address = Number(view.getBigUint64(entry + key, true));
      if (own > 0) {
        visit(address, own - 1);
        continue;
      }
      list.push({
        from: piece.map((_, axis) =>
          Number(view.getBigUint64(entry + 8 + 8 * axis, true))
        ),
        address,
        length: array.filters.length > 0
          ? view.getUint32(entry, true)
          : sizeOf(piece) * size,
        skipped: view.getUint32(entry + 4, true),
      });
    }
  };
  visit(root, null);
  return { shape: piece, list };
}
