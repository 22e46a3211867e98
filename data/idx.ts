/**
 * The IDX format of MNIST and the sets like it: two zero bytes, the type, the
 * number of axes, the sizes, the values; all big-endian.
 */

import type { ShapedArray } from "./array.ts";
import { sizeOf } from "./array.ts";
import { gunzip, isGzip } from "./compression.ts";

/** The kinds of arrays that an IDX file may hold. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** What an IDX file holds. */
export type IdxArray = ShapedArray<IdxData>;

interface IdxType {
  readonly bytes: number;
  allocate(size: number): IdxData;
  read(view: DataView, at: number): number;
}

const TYPES: Readonly<Record<number, IdxType>> = {
  0x08: {
    bytes: 1,
    allocate: (size) => new Uint8Array(size),
    read: (view, at) => view.getUint8(at),
  },
  0x09: {
    bytes: 1,
    allocate: (size) => new Int8Array(size),
    read: (view, at) => view.getInt8(at),
  },
  0x0b: {
    bytes: 2,
    allocate: (size) => new Int16Array(size),
    read: (view, at) => view.getInt16(at),
  },
  0x0c: {
    bytes: 4,
    allocate: (size) => new Int32Array(size),
    read: (view, at) => view.getInt32(at),
  },
  0x0d: {
    bytes: 4,
    allocate: (size) => new Float32Array(size),
    read: (view, at) => view.getFloat32(at),
  },
  0x0e: {
    bytes: 8,
    allocate: (size) => new Float64Array(size),
    read: (view, at) => view.getFloat64(at),
  },
};

/**
 * Decodes an IDX file, gzipped or not.
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
 */
export async function decodeIdx(file: Uint8Array): Promise<IdxArray> {
  const bytes = isGzip(file) ? await unpack(file) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { type, shape, start } = readHeader(view);
  const expected = start + sizeOf(shape) * type.bytes;
  if (bytes.length !== expected) {
    throw new RangeError(
      `Cannot decode IDX: expected ${expected} bytes for shape [${
        shape.join(", ")
      }], received ${bytes.length}`,
    );
  }
  const data = type.allocate(sizeOf(shape));
  if (data instanceof Uint8Array) data.set(bytes.subarray(start));
  else {
    for (let i = 0; i < data.length; i++) {
      data[i] = type.read(view, start + i * type.bytes);
    }
  }
  return { shape, data };
}

async function unpack(file: Uint8Array): Promise<Uint8Array> {
  try {
    return await gunzip(file);
  } catch (cause) {
    throw new TypeError(
      "Cannot decode IDX: expected a whole gzip file, received a damaged one",
      { cause },
    );
  }
}

function readHeader(
  view: DataView,
): { type: IdxType; shape: number[]; start: number } {
  const length = view.byteLength;
  if (length < 4) {
    throw new RangeError(
      `Cannot decode IDX: expected a header of 4 bytes or more, received ${length}`,
    );
  }
  const magic = view.getUint32(0);
  const type = magic >>> 16 === 0 ? TYPES[magic >>> 8] : undefined;
  if (type === undefined) {
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
  return { type, shape, start };
}
