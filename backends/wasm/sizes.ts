/** Sizes in bytes of what lies in the linear memory. */

import { BYTES_PER_ELEMENT } from "../dtype.ts";

/** Bytes of an element of a tensor. */
export const FLOAT_BYTES: number = BYTES_PER_ELEMENT.float32;
/** Bytes of an `f64`, in which sums are kept. */
export const DOUBLE_BYTES = 8;
/** Bytes of an `i32`: an address, or an entry of a table. */
export const WORD_BYTES: number = Int32Array.BYTES_PER_ELEMENT;
/** Floats of a vector. */
export const LANES = 4;
/** Bytes of a `v128`. */
export const VECTOR_BYTES: number = LANES * FLOAT_BYTES;
/** Bytes of a cache line. */
export const LINE_BYTES = 64;
