/** Says what a file is that is none of those that are read. */

import { quote } from "../config/errors.ts";

/** Bytes of the beginning that are looked at. */
const BEGINNING = 40;

/** What the bytes seem to be: text, such as a page that tells of an error, is shown. */
export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  if (isSafetensors(bytes)) {
    return "a file of safetensors (loadWeights and loadCheckpoint read those)";
  }
  const beginning = bytes.slice(0, BEGINNING);
  const isText = beginning.every((byte) =>
    byte >= 0x20 && byte < 0x7f || [0x09, 0x0a, 0x0d].includes(byte)
  );
  const text = new TextDecoder().decode(beginning);
  return isText
    ? `text that begins with ${quote(text)}`
    : `${bytes.length} other bytes`;
}

/** Whether the bytes begin with the length of a header that is there, and with an object. */
function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== "{".charCodeAt(0)) return false;
  const { buffer, byteOffset } = bytes;
  const length = new DataView(buffer, byteOffset).getBigUint64(0, true);
  return length <= BigInt(bytes.length - 8);
}
