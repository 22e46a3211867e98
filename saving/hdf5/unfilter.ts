/** Undoes what the pieces of an array have gone through: gzip, shuffling, a checksum. */

import { BEST_COMPRESSION, exactly, inflate } from "../../data/compression.ts";
import type { JsfiveObject } from "./jsfive.ts";

const PIPELINE = 11;
const GZIP = 1, SHUFFLE = 2, FLETCHER = 3;
/** Filters that the libraries know besides, or find. */
const NAMES: Readonly<Record<number, string>> = {
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32015: "zstd",
};
/** Filters that a piece goes through at most, as HDF5 has it. */
const MOST = 32;
/** Bytes of a checksum. */
const CHECKSUM = 4;

/**
 * The filters of an array, in the order in which its pieces went through them.
 *
 * @throws {TypeError} if one is not known.
 */
export function filtersOf(view: DataView, object: JsfiveObject): number[] {
  const [message] = object.find_msg_type(PIPELINE);
  if (!message) return [];
  let at = message.get("offset_to_message")!;
  const version = view.getUint8(at), count = view.getUint8(at + 1);
  if (count > MOST || ![1, 2].includes(version)) {
    throw new TypeError("filters of another version");
  }
  const isFirst = version === 1;
  at += isFirst ? 8 : 2;
  return Array.from({ length: count }, () => {
    const filter = view.getUint16(at, true);
    const isNamed = isFirst || filter > 255;
    const name = isNamed ? view.getUint16(at + 2, true) : 0;
    at += isNamed ? 4 : 2;
    const values = view.getUint16(at + 2, true);
    at += 4 + (isFirst ? 8 * Math.ceil(name / 8) : name) + 4 * values;
    if (isFirst && values % 2) at += 4;
    if ([GZIP, SHUFFLE, FLETCHER].includes(filter)) return filter;
    throw new TypeError(
      `pieces packed by ${NAMES[filter] ?? `filter ${filter}`} (gzip is read)`,
    );
  });
}

/**
 * A piece as it was before, of `length` bytes.
 *
 * @throws {TypeError} if it is damaged.
 */
export async function unfilter(
  bytes: Uint8Array<ArrayBuffer>,
  filters: readonly number[],
  length: number,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // Which bytes are at the end behind each filter.
  const before = (i: number) =>
    length + CHECKSUM * filters.slice(0, i).filter(isChecksum).length;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (isChecksum(filters[i])) bytes = checked(bytes);
    else if (filters[i] === SHUFFLE) bytes = unshuffled(bytes, size);
    else bytes = await inflated(bytes, before(i));
  }
  if (bytes.length === length) return bytes;
  throw new TypeError("a piece of another length");
}

function isChecksum(filter: number): boolean {
  return filter === FLETCHER;
}

async function inflated(
  bytes: Uint8Array,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (length > BEST_COMPRESSION * bytes.length) {
    throw new TypeError("a piece of another length");
  }
  try {
    return await exactly(length, inflate(bytes));
  } catch (cause) {
    throw new TypeError("a damaged piece", { cause });
  }
}

/** All first bytes of elements come first, then all second ones; what fills no element stays at the end. */
function unshuffled(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(bytes);
  const count = Math.floor(bytes.length / size);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) {
      made[i * size + byte] = bytes[byte * count + i];
    }
  }
  return made;
}

/** The bytes before Fletcher's checksum, which is over pairs of bytes, the high one first. */
function checked(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const end = bytes.length - CHECKSUM;
  if (end < 0) throw new TypeError("a damaged piece");
  let first = 0, second = 0;
  for (let i = 0; i < end; i += 2) {
    const low = i + 1 < end ? bytes[i + 1] : 0;
    first = (first + (bytes[i] << 8 | low)) % 0xffff;
    second = (second + first) % 0xffff;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  if (
    view.getUint16(0, true) % 0xffff !== first ||
    view.getUint16(2, true) % 0xffff !== second
  ) throw new TypeError("a damaged piece");
  return bytes.subarray(0, end);
}
