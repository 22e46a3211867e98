/** The layer of Keras that multiplies its inputs. */

import type { Expr } from "../backends/expr.ts";
import { mul } from "../autograd/formula.ts";
import { MergeLayer } from "./merge_layer.ts";

/**
 * Keras's Multiply: the product of an array of inputs that broadcast together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Multiply();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [8, 15]);
 * ```
 */
export class Multiply extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return mul(a, b);
  }
}
