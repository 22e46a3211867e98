/** The layer of Keras that adds its inputs. */

import type { Expr } from "../backends/expr.ts";
import { add } from "../autograd/formula.ts";
import { MergeLayer } from "./merge_layer.ts";

/**
 * Keras's Add: the sum of an array of inputs that broadcast together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Add();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [6, 8]);
 * ```
 */
export class Add extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return add(a, b);
  }
}
