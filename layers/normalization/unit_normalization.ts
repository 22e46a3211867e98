/** The unit normalization of Keras. */

import { input } from "../../backends/expr.ts";
import { div, minimum, mul, sqrt, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { axes, type AxisLike } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of UnitNormalization: Keras's.
 * @category Normalization layers
 */
export interface UnitNormalizationOptions extends LayerOptions {
  /** The axis, or axes, along which the norm is 1; -1 if not given. */
  readonly axis?: AxisLike;
}

const SQUARE = square(x);
// Keras divides by no less than 1e-12.
const UNIT = mul(x, minimum(div(1, sqrt(input(1))), 1e12));

/** A tensor over its Euclidean norm along some axes. */
export function overNorm(x: Tensor, axis: readonly number[]): Tensor {
  const squares = mapSum(SQUARE, [x], { axis, keepdims: true });
  return elementwise(UNIT, [x, squares]);
}

/**
 * Keras's UnitNormalization: each sample over its Euclidean norm along some axes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.UnitNormalization();
 * const y = await layer.apply(dg.tensor([[3, 4]])).data();
 * assertAlmostEquals(y[0], 0.6, 1e-6);
 * ```
 *
 * @category Normalization layers
 */
export class UnitNormalization
  extends ElementwiseLayer<UnitNormalizationOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: axes(-1),
  } satisfies Schema<UnitNormalizationOptions, LayerOptions>;
  /** The axis, or axes, along which the norm is 1. */
  declare readonly axis: AxisLike;

  /** The input over its norm. */
  override call(x: Tensor): Tensor {
    const axes = [this.axis].flat()
      .map((axis) => toAxis(`${this}`, axis, x.rank));
    return overNorm(x, axes);
  }
}
