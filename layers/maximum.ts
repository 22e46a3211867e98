/** The layer of Keras that takes the largest of its inputs. */

import type { Expr } from "../backends/expr.ts";
import { max } from "../autograd/formula.ts";
import { MergeLayer } from "./merge_layer.ts";

/**
 * Keras's Maximum: the largest of an array of inputs that broadcast together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Maximum();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [4, 5]);
 * ```
 */
export class Maximum extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return max(a, b);
  }
}
