/** The layer of Keras that takes the mean of its inputs. */

import type { Expr } from "../backends/expr.ts";
import { add } from "../autograd/formula.ts";
import { div } from "../autograd/ops/elementwise.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { MergeLayer } from "./merge_layer.ts";

/**
 * Keras's Average: the mean of an array of inputs that broadcast together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Average();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [3, 4]);
 * ```
 */
export class Average extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return add(a, b);
  }

  /** The sum of the inputs over their number. */
  override call(...inputs: [Tensor, ...Tensor[]]): Tensor {
    return div(super.call(...inputs), inputs.length);
  }
}
