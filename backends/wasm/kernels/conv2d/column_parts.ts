/** Cuts the filters of a convolution into parts, where there are too few bands of pixels to keep threads busy. */

import { LEAST_COLUMNS } from "../gemm/gemm.ts";
import { type Part, partsOf } from "../../threads/parts.ts";

/** Jobs that threads can share evenly. */
const ENOUGH = 8;

/** Parts of so many columns of a product that comes in `bands`; each is a multiple of `step` but for the last. */
export function columnParts(bands: number, columns: number, step = 1): Part[] {
  // What a part reads is transformed and packed by each part anew.
  const least = Math.ceil(LEAST_COLUMNS / step) * step;
  return partsOf(columns, Math.floor(ENOUGH / Math.max(bands, 1)), least);
}
