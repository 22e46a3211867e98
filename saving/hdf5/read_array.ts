/** Reads an array of numbers of an HDF5 file. */

import { quote } from "../../config/errors.ts";
import { turnBytes } from "../../data/byte_order.ts";
import { type Code, decodeValues } from "../../data/npy/values.ts";
import type { JsfiveObject } from "./jsfive.ts";
import { neverWritten } from "./piece.ts";
import { piecesOf } from "./pieces.ts";
import { joinPieces } from "./join_pieces.ts";
import { integerAt, NOWHERE, type Reading } from "./reading.ts";
import { filtersOf } from "./unfilter.ts";
import type { Hdf5Array } from "./tree.ts";

const OUTSIDE = 7, LAYOUT = 8;
/** How the elements of an array lie: beside what is said of it, one behind the other, or in pieces. */
const COMPACT = 0, CONTIGUOUS = 1, IN_PIECES = 2;
/** Types of elements as numpy writes them, which is how jsfive says them. */
const NUMBERS = /^([<>])(f[248]|[iu][1248])$/;

/** The elements of an array. */
export async function readArray(
  reading: Reading,
  object: JsfiveObject,
): Promise<Hdf5Array> {
  const { shape, dtype } = object;
  const [, order, code] = NUMBERS.exec(String(dtype)) ?? [];
  if (!code) throw new TypeError(`elements of type ${quote(dtype)}`);
  const size = Number(code[1]);
  const length = shape.reduce((product, axis) => product * axis, size);
  if (length === 0) return { shape, data: new Float32Array(0) };
  const there = await bytesOf(reading, object, size, length);
  // Words may be read where they are if they begin where words do.
  const bytes = there.byteOffset % size === 0 ? there : new Uint8Array(there);
  turnBytes(bytes, size, order === "<");
  return { shape, data: decodeValues("read", code as Code, bytes) };
}

async function bytesOf(
  reading: Reading,
  object: JsfiveObject,
  size: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { view } = reading;
  const { shape } = object;
  const [message] = object.find_msg_type(LAYOUT);
  const at = message.get("offset_to_message")!;
  const [version, , layout, place] = object._get_data_message_properties(at);
  const within = (from: number) => {
    if (from + length <= view.byteLength) {
      return new Uint8Array(view.buffer, from, length);
    }
    throw new TypeError(`an array of shape ${quote(shape)} beyond its end`);
  };
  const isOutside = object.find_msg_type(OUTSIDE).length > 0;
  if (layout > IN_PIECES || isOutside) {
    throw new TypeError("an array that lies in other files");
  }
  if (layout === CONTIGUOUS) {
    const from = integerAt(view, place, 8);
    if (from === NOWHERE) throw neverWritten();
    return within(from);
  }
  if (layout === COMPACT) {
    if (view.getUint16(place, true) === length) return within(place + 2);
    throw new TypeError(`an array of shape ${quote(shape)} and another length`);
  }
  const filters = filtersOf(view, object);
  const pieces = piecesOf(reading, { at, version, shape, size, filters });
  return await joinPieces(reading, { shape, size, length, filters }, pieces);
}
