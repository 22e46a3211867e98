/** The layer of Keras that subtracts its second input from its first. */

import type { Expr } from "../backends/expr.ts";
import { sub } from "../autograd/formula.ts";
import { ValueError } from "../backends/errors.ts";
import { MergeLayer } from "./merge_layer.ts";
import type { PartialShape } from "./shapes.ts";

/**
 * Keras's Subtract: the first of two inputs that broadcast together, less the second.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Subtract();
 * const y = layer.apply([dg.tensor([2, 5]), dg.tensor([4, 3])]);
 * assertEquals([...await y.data()], [-2, 2]);
 * ```
 */
export class Subtract extends MergeLayer {
  /**
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ValueError} if there are more or fewer than two inputs.
   */
  override computeOutputShape(
    ...shapes: [PartialShape, ...PartialShape[]]
  ): PartialShape {
    if (shapes.length !== 2) {
      throw new ValueError(
        `Cannot apply ${this}: expected two inputs, received ${shapes.length}`,
      );
    }
    return super.computeOutputShape(...shapes);
  }

  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return sub(a, b);
  }
}
