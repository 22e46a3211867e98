/**
 * Named float32 tensors in one file, in the safetensors format: the length of the
 * header as a little-endian 64-bit number, the header in JSON, the values.
 */

import { type ShapedArray, sizeOf } from "./array.ts";
import { readHeader } from "./safetensors_header.ts";

/** What a file in the safetensors format holds. */
export interface Safetensors {
  /** The tensors by name. */
  readonly tensors: Record<string, ShapedArray>;
  /** What the writer wanted to say of them. */
  readonly metadata: Record<string, string>;
}

const WORD = Float32Array.BYTES_PER_ELEMENT;

/**
 * The bytes of a file with these tensors.
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
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, ShapedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors);
  const header = encodeHeader(entries, metadata);
  const start = 8 + header.length;
  const total = entries.reduce((n, [, { data }]) => n + data.length * WORD, 0);
  const file = new Uint8Array(start + total);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = start;
  for (const [, { data }] of entries) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += WORD;
    }
  }
  return file;
}

/** The tensors of a file; each is a copy. */
export function decodeSafetensors(file: Uint8Array): Safetensors {
  const { entries, metadata, start } = readHeader(file);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tensors = entries.map(({ name, shape, begin }) => {
    const data = Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => view.getFloat32(start + begin + i * WORD, true),
    );
    return [name, { shape, data }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** The header, padded with spaces so that the values start at a multiple of 8. */
function encodeHeader(
  entries: readonly (readonly [string, ShapedArray])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const rows: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) rows.push(["__metadata__", metadata]);
  let at = 0;
  for (const [name, { shape, data }] of entries) {
    if (name === "__metadata__") {
      throw new RangeError(
        'Cannot encode safetensors: expected a name of a tensor, received "__metadata__"',
      );
    }
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(
        `Cannot encode safetensors: expected ${
          sizeOf(shape)
        } values for "${name}", received ${data.length}`,
      );
    }
    const end = at + data.length * WORD;
    rows.push([name, { dtype: "F32", shape, data_offsets: [at, end] }]);
    at = end;
  }
  const json = new TextEncoder().encode(
    JSON.stringify(Object.fromEntries(rows)),
  );
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  header.set(json);
  return header;
}
