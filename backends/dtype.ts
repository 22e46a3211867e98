/** The element types that tensors have. */

/**
 * An element type; the reference backend computes float32 tensors in float64.
 * @category Tensors
 */
export type DType = "float32";

/** Bytes of an element in a device's memory. */
export const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = {
  float32: 4,
};
