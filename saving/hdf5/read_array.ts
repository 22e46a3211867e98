/** Reads an array of numbers of an HDF5 file. */

import { quote } from "../../config/errors.ts";
import { turnBytes } from "../../data/byte_order.ts";
import { type Code, decodeValues } from "../../data/npy/values.ts";
import type { JsfiveObject } from "./jsfive.ts";
import type { Hdf5Array } from "./tree.ts";

const LAYOUT = 8, CONTIGUOUS = 1;
/** Types of elements as numpy writes them, which is how jsfive says them. */
const NUMBERS = /^<(f[248]|[iu][1248])$/;

/** The elements of an array: h5py puts them one behind the other, if not told otherwise. */
export function readArray(
  view: DataView<ArrayBuffer>,
  object: JsfiveObject,
): Hdf5Array {
  const { shape, dtype } = object;
  const [, code] = NUMBERS.exec(String(dtype)) ?? [];
  if (!code) throw new TypeError(`elements of type ${quote(dtype)}`);
  const size = Number(code[1]);
  const length = shape.reduce((product, axis) => product * axis, size);
  if (length === 0) return { shape, data: new Float32Array(0) };
  const [message] = object.find_msg_type(LAYOUT);
  const [, , layout, place] = object._get_data_message_properties(
    message.get("offset_to_message")!,
  );
  if (layout !== CONTIGUOUS) throw new TypeError("an array in pieces");
  const from = Number(view.getBigUint64(place, true));
  if (from + length > view.byteLength) {
    throw new TypeError(`an array of shape ${quote(shape)} beyond its end`);
  }
  const there = new Uint8Array(view.buffer, from, length);
  // Words may be read where they are if they begin where words do.
  const bytes = from % size === 0 ? there : new Uint8Array(there);
  turnBytes(bytes, size, true);
  return { shape, data: decodeValues("read", code as Code, bytes) };
}
