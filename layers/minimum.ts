/** The layer of Keras that takes the smallest of its inputs. */

import type { Expr } from "../backends/expr.ts";
import { min } from "../autograd/formula.ts";
import { MergeLayer } from "./merge_layer.ts";

/**
 * Keras's Minimum: the smallest of an array of inputs that broadcast together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Minimum();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [2, 3]);
 * ```
 */
export class Minimum extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return min(a, b);
  }
}
