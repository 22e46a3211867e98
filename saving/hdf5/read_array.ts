/** Reads an array of numbers of an HDF5 file. */

import { quote } from "../../config/errors.ts";
import type { JsfiveObject } from "./jsfive.ts";
import type { Hdf5Array, Hdf5Data } from "./tree.ts";

const LAYOUT = 8, CONTIGUOUS = 1;

/** The types of elements that are read: bytes of each, and what is made of them. */
const KINDS: Readonly<
  Record<
    string,
    [size: number, read: (bytes: Uint8Array<ArrayBuffer>) => Hdf5Data]
  >
> = {
  "<f4": [4, (bytes) => new Float32Array(...aligned(bytes, 4))],
  "<f8": [8, (bytes) => new Float64Array(...aligned(bytes, 8))],
  "<i4": [4, (bytes) => new Int32Array(...aligned(bytes, 4))],
  "<i8": [
    8,
    (bytes) =>
      Float64Array.from(new BigInt64Array(...aligned(bytes, 8)), Number),
  ],
};

/** The elements of an array: h5py puts them one behind the other, if not told otherwise. */
export function readArray(
  view: DataView<ArrayBuffer>,
  object: JsfiveObject,
): Hdf5Array {
  const { shape, dtype } = object;
  const kind = String(dtype);
  if (!Object.hasOwn(KINDS, kind)) {
    throw new TypeError(`elements of type ${quote(dtype)}`);
  }
  const [size, read] = KINDS[kind];
  const bytes = shape.reduce((product, length) => product * length, size);
  if (bytes === 0) return { shape, data: new Float32Array(0) };
  const [message] = object.find_msg_type(LAYOUT);
  const [, , layout, place] = object._get_data_message_properties(
    message.get("offset_to_message")!,
  );
  if (layout !== CONTIGUOUS) throw new TypeError("an array in pieces");
  const from = Number(view.getBigUint64(place, true));
  if (from + bytes > view.byteLength) {
    throw new TypeError(`an array of shape ${quote(shape)} beyond its end`);
  }
  return { shape, data: read(new Uint8Array(view.buffer, from, bytes)) };
}

/** The bytes where they are, or a copy, if words must not begin there. */
function aligned(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): [buffer: ArrayBuffer, from: number, length: number] {
  const { buffer, byteOffset } = bytes.byteOffset % size === 0
    ? bytes
    : new Uint8Array(bytes);
  return [buffer, byteOffset, bytes.length / size];
}
