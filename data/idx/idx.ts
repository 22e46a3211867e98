/**
 * The IDX format of MNIST and the sets like it: two zero bytes, the type, the
 * number of axes, the sizes, the values; all big-endian.
 */

import { checkArgumentCount } from "../../config/options.ts";
import { quote } from "../../config/errors.ts";
import type { ShapedArray } from "../array.ts";
import { turnBytes } from "../byte_order.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { BEST_COMPRESSION, gunzip, isGzip } from "../compression.ts";
import {
  type IdxData,
  type IdxHeader,
  LONGEST_HEADER,
  readHeader,
} from "./idx_header.ts";

/**
 * What an IDX file holds.
 * @category Files
 */
export type IdxArray = ShapedArray<IdxData>;

/**
 * Decodes an IDX file, gzipped or not. A gzipped one is unpacked as far as its header says, not further.
 *
 * @example Three labels
 * ```ts
 * import { decodeIdx } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]);
 * const labels = await decodeIdx(file);
 * assertEquals(labels.shape, [3]);
 * assertEquals(labels.data, new Uint8Array([7, 2, 1]));
 * ```
 *
 * @throws {TypeError} if `file` holds no bytes, is no IDX file or a damaged gzip file.
 * @throws {RangeError} if it is longer or shorter than its header says.
 *
 * @category Files
 */
export async function decodeIdx(file: Bytes): Promise<IdxArray> {
  checkArgumentCount("decode IDX", arguments, 1);
  const bytes = bytesOf("decode IDX", file);
  const packed = isGzip(bytes);
  const pieces = packed ? unpacked(bytes) : once(bytes);
  try {
    const begin = await firstBytes(pieces, LONGEST_HEADER);
    const header = readHeader(begin);
    const length = packed ? null : bytes.length;
    const longest = length ?? BEST_COMPRESSION * bytes.length;
    if (header.end > longest) throw wrongLength(header, length);
    const values = await gather(header, begin, pieces, length);
    turnBytes(values, header.bytes, false);
    return { shape: header.shape, data: new header.Kind(values.buffer) };
  } finally {
    // Whoever has seen enough leaves the rest packed.
    await pieces.return();
  }
}

/** As many bytes as the header says, and refuses others. */
async function gather(
  header: IdxHeader,
  begin: Uint8Array,
  pieces: Pieces,
  length: number | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const values = new Uint8Array(header.end - header.start);
  let at = 0;
  let piece: Uint8Array | void = begin.subarray(header.start);
  while (piece !== undefined) {
    const end: number = at + piece.length;
    if (end > values.length) throw wrongLength(header, length);
    values.set(piece, at);
    at = end;
    piece = (await pieces.next()).value;
  }
  if (at !== values.length) throw wrongLength(header, header.start + at);
  return values;
}

function wrongLength(
  { shape, end }: IdxHeader,
  length: number | null,
): RangeError {
  return new RangeError(
    `Cannot decode IDX: expected ${end} bytes for shape ${
      quote(shape)
    }, received ${length ?? "a file that unpacks to others"}`,
  );
}

type Pieces = AsyncGenerator<Uint8Array, void, void>;

/** The bytes that the pieces begin with, `length` of them or more, or all there are. */
async function firstBytes(pieces: Pieces, length: number): Promise<Uint8Array> {
  let begin = new Uint8Array(0);
  while (begin.length < length) {
    const { done, value } = await pieces.next();
    if (done) break;
    const longer = new Uint8Array(begin.length + value.length);
    longer.set(begin);
    longer.set(value, begin.length);
    begin = longer;
  }
  return begin;
}

async function* once(bytes: Uint8Array): Pieces {
  yield bytes;
}

async function* unpacked(file: Uint8Array): Pieces {
  const reader = gunzip(file).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw new TypeError(
      "Cannot decode IDX: expected a whole gzip file, received a damaged one",
      { cause },
    );
  } finally {
    await reader.cancel().catch(() => {});
  }
}
