/**
 * Named float32 tensors in one file, in the safetensors format: the length of the
 * header as a little-endian 64-bit number, the header in JSON, the values.
 */

import { checkArgumentCount } from "../../config/options.ts";
import type { ShapedArray } from "../array.ts";
import { turnBytes } from "../byte_order.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { encodeTensors } from "./safetensors_encoding.ts";
import { readHeader } from "./safetensors_header.ts";

/**
 * What a file in the safetensors format holds.
 * @category Files
 */
export interface Safetensors {
  /** The tensors by name. */
  readonly tensors: Record<string, ShapedArray>;
  /** What the writer wanted to say of them. */
  readonly metadata: Record<string, string>;
}

/**
 * The bytes of a file with these tensors. They are float32: what other arrays hold is not rounded here.
 *
 * @example There and back
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const bias = { shape: [2], data: new Float32Array([1, 2]) };
 * const file = encodeSafetensors({ bias });
 * assertEquals(decodeSafetensors(file).tensors.bias, bias);
 * ```
 *
 * @throws {TypeError} if `tensors` or `metadata` is no plain object, data are no Float32Array or metadata no strings.
 * @throws {RangeError} if data do not have as many values as their shape says, or a name cannot be written.
 *
 * @category Files
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, ShapedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  checkArgumentCount("encode safetensors", arguments, 2);
  return encodeTensors(tensors, metadata, ["Float32Array"]);
}

/**
 * The tensors of a file; each is a copy. As strict as the reference reader: no holes, no names twice, no other types.
 *
 * @throws {TypeError} if `file` holds no bytes, or is no such file of float32 tensors.
 *
 * @category Files
 */
export function decodeSafetensors(file: Bytes): Safetensors {
  checkArgumentCount("decode safetensors", arguments, 1);
  const bytes = bytesOf("decode safetensors", file);
  const { entries, metadata, start } = readHeader(bytes);
  const tensors = entries.map(({ name, shape, begin, end }) => {
    const part = new Uint8Array(bytes.subarray(start + begin, start + end));
    turnBytes(part, 4, true);
    return [name, { shape, data: new Float32Array(part.buffer) }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}
