/** The element types that tensors have. */

/** An element type; the reference backend computes float32 tensors in float64. */
export type DType = "float32";
