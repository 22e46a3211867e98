/** Reads safetensors files of whatever element types, as other libraries write them. */

import { turnBytes } from "../byte_order.ts";
import { type Code, decodeValues, type NpyData } from "../npy/values.ts";
import { type ElementSizes, readHeader } from "./safetensors_header.ts";

/** A tensor as it is in a file. */
export interface AnyTensor {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order. */
  readonly data: NpyData;
}

/** NumPy's codes of the types, of which the number is that of the bytes. */
const CODES: Readonly<Record<string, Code>> = {
  F32: "f4",
  F64: "f8",
  F16: "f2",
  I64: "i8",
  I32: "i4",
  I16: "i2",
  I8: "i1",
  U64: "u8",
  U32: "u4",
  U16: "u2",
  U8: "u1",
  BOOL: "b1",
};
const SIZES: ElementSizes = {
  ...Object.fromEntries(
    Object.entries(CODES).map(([name, code]) => [name, Number(code[1])]),
  ),
  BF16: 2,
};

/**
 * The tensors of a file by name; those of 16 bits are float32, whole numbers of 64 bits float64.
 *
 * @throws {TypeError} if it is no such file.
 * @throws {RangeError} if a whole number is too large to be exact.
 */
export function decodeAnySafetensors(file: Uint8Array): {
  readonly tensors: Readonly<Record<string, AnyTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { entries, metadata, start } = readHeader(file, SIZES);
  const tensors = entries.map(({ name, dtype, shape, begin, end }) => {
    const bytes = new Uint8Array(file.subarray(start + begin, start + end));
    turnBytes(bytes, SIZES[dtype], true);
    const data = dtype === "BF16"
      ? upperHalves(bytes)
      : decodeValues("decode safetensors", CODES[dtype], bytes);
    return [name, { shape, data }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** Float32 of which only the first 16 bits are kept. */
function upperHalves({ buffer }: Uint8Array<ArrayBuffer>): Float32Array {
  const words = Uint32Array.from(new Uint16Array(buffer), (half) => half << 16);
  return new Float32Array(words.buffer);
}
