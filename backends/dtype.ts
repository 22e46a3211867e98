/** The element types that tensors have. */

/**
 * An element type: how elements are stored. Whatever it is, kernels compute in float32, and the reference backend in
 * float64.
 *
 * @category Tensors
 */
export type DType = "float32" | "float16";

/** Bytes of an element in a device's memory. */
export const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
};

/** Bytes of an element of a type, where one of float32 takes `wide`: 8 of the reference backend. */
export function elementBytesOf(dtype: DType, wide: number): number {
  return wide * BYTES_PER_ELEMENT[dtype] / BYTES_PER_ELEMENT.float32;
}
