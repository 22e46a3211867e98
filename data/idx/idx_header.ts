/** Reads the header of an IDX file, and trusts none of it. */

import { quote } from "../../config/errors.ts";

/**
 * The kinds of arrays that an IDX file may hold.
 * @category Files
 */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

type Kind = new (buffer: ArrayBuffer) => IdxData;

const KINDS: Readonly<Record<number, { bytes: number; Kind: Kind }>> = {
  0x08: { bytes: 1, Kind: Uint8Array },
  0x09: { bytes: 1, Kind: Int8Array },
  0x0b: { bytes: 2, Kind: Int16Array },
  0x0c: { bytes: 4, Kind: Int32Array },
  0x0d: { bytes: 4, Kind: Float32Array },
  0x0e: { bytes: 8, Kind: Float64Array },
};

/** What the header says. */
export interface IdxHeader {
  /** Sizes, outermost first. */
  readonly shape: number[];
  /** The array that the values make. */
  readonly Kind: Kind;
  /** Bytes of a value. */
  readonly bytes: number;
  /** Bytes of the header. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly end: number;
}

/** Bytes of the longest header: 255 axes. */
export const LONGEST_HEADER = 4 + 4 * 255;

/** Reads the header that the bytes begin with; they may be cut off where it must have ended. */
export function readHeader(file: Uint8Array): IdxHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { length } = file;
  if (length < 4) {
    throw new RangeError(
      `Cannot decode IDX: expected a header of 4 bytes or more, received ${length}`,
    );
  }
  const magic = view.getUint32(0);
  const kind = magic >>> 16 === 0 ? KINDS[magic >>> 8] : undefined;
  if (kind === undefined) {
    throw new TypeError(
      `Cannot decode IDX: expected a magic number 0x0000TTNN with a known type TT, received 0x${
        magic.toString(16).padStart(8, "0")
      }`,
    );
  }
  const rank = magic & 0xff;
  const start = 4 + 4 * rank;
  if (length < start) {
    throw new RangeError(
      `Cannot decode IDX: expected a header of ${start} bytes for ${rank} axes, received ${length}`,
    );
  }
  const shape = Array.from(
    { length: rank },
    (_, axis) => view.getUint32(4 + 4 * axis),
  );
  return { ...kind, shape, start, end: start + bytesIn(shape, kind.bytes) };
}

/** Bytes of the values; multiplied exactly, for sizes from a file may be anything. */
function bytesIn(shape: readonly number[], bytes: number): number {
  if (shape.includes(0)) return 0;
  let total = bytes;
  for (const size of shape) {
    total *= size;
    if (!(total < Number.MAX_SAFE_INTEGER / 2)) {
      throw new RangeError(
        `Cannot decode IDX: expected sizes of a file, received shape ${
          quote(shape)
        }`,
      );
    }
  }
  return total;
}
