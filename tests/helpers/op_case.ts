/** A call of an op, with what it is called with. */

import type * as dg from "@decograd/decograd";
import type { Point } from "./check_gradient.ts";

/** A call of an op. */
export interface OpCase {
  /** The call. */
  readonly f: (...inputs: dg.Tensor[]) => dg.Tensor;
  /** What it is called with. */
  readonly points: readonly Point[];
}

/** A random point of a shape. */
export const at = (...shape: number[]): Point => ({ shape });

/** A call at some points. */
export function of(f: OpCase["f"], ...points: Point[]): OpCase {
  return { f, points };
}
