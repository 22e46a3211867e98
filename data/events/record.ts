/** Records as TensorFlow's files have them: the length, the bytes, and a sum of each. */

import { crc32c } from "../crc32.ts";

/** The bytes of a record. */
export function encodeRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(bytes.length + 12, masked(bytes), true);
  return record;
}

/** A sum that stays one where sums are of bytes with sums in them. */
function masked(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return ((sum >>> 15 | sum << 17) + 0xa282ead8) >>> 0;
}
