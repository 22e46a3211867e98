/** Numbers as they lie in a file of ONNX: little-endian. */

import type { Held } from "./emission.ts";
import { inOrder, inverse, reordered } from "./order.ts";

/** The bytes of numbers that are in the order in which the model has them. */
export function bytesOf(
  numbers: ArrayLike<number>,
  { shape, order, type }: Held,
): Uint8Array {
  if (type === "int64") return bytesOfWholes(Array.from(numbers));
  const turned = reordered(Float32Array.from(numbers), shape, order);
  const bytes = new Uint8Array(4 * turned.length);
  const view = new DataView(bytes.buffer);
  turned.forEach((one, i) => view.setFloat32(4 * i, one, true));
  return bytes;
}

/** The bytes of whole numbers. */
export function bytesOfWholes(
  numbers: readonly number[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 * numbers.length);
  const view = new DataView(bytes.buffer);
  numbers.forEach((one, i) => view.setBigInt64(8 * i, BigInt(one), true));
  return bytes;
}

/** The numbers of float32 in bytes. */
export function floatsIn(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers = new Float32Array(bytes.length / 4);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = view.getFloat32(4 * i, true);
  }
  return numbers;
}

/** The whole numbers of 64 bits in bytes. */
export function wholesIn(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from(
    { length: bytes.length / 8 },
    (_, i) => Number(view.getBigInt64(8 * i, true)),
  );
}

/** The numbers in the order in which the model has them. */
export function numbersOf(
  bytes: Uint8Array,
  { shape, order }: Held,
): Float32Array {
  return reordered(floatsIn(bytes), inOrder(shape, order), inverse(order));
}
