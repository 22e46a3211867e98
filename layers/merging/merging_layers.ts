/** Layers that fold tensors of one shape, element by element. */

import { ValueError } from "../../config/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, maximum, minimum, mul, sub } from "../../autograd/formula.ts";
import { div } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { MergeLayer } from "./merge_layer.ts";
import type { PartialShape } from "../../variables/shapes.ts";

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
 *
 * @category Merging layers
 */
export class Add extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return add(a, b);
  }
}

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
 *
 * @category Merging layers
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
 *
 * @category Merging layers
 */
export class Maximum extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return maximum(a, b);
  }
}

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
 *
 * @category Merging layers
 */
export class Minimum extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return minimum(a, b);
  }
}

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
 *
 * @category Merging layers
 */
export class Multiply extends MergeLayer {
  /** The expression of two. */
  protected override merge(a: Expr, b: Expr): Expr {
    return mul(a, b);
  }
}

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
 *
 * @category Merging layers
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
