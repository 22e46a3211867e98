/** The unit normalization of Keras. */

import { input } from "../../backends/expr.ts";
import { div, minimum, mul, sqrt, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type AxisLike, toAxisList } from "../../variables/arguments.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";

/** The options of UnitNormalization: Keras's. */
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
 */
export class UnitNormalization extends ElementwiseLayer {
  /** The axis, or axes, along which the norm is 1. */
  readonly axis: AxisLike;
  readonly #axes: readonly number[];

  /**
   * Checks the option.
   *
   * @throws {ValueError} if the axis is no integer, nor a list of them.
   */
  constructor(options: UnitNormalizationOptions = {}) {
    checkArguments(new.target, arguments, options, ["axis"]);
    const { axis = -1, ...rest } = options;
    super(rest);
    this.#axes = toAxisList(this.constructor.name, axis);
    this.axis = axis;
  }

  /** The input over its norm. */
  override call(x: Tensor): Tensor {
    const axes = this.#axes.map((axis) => toAxis(`${this}`, axis, x.rank));
    return overNorm(x, axes);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { axis } = this;
    return {
      ...super.getConfig(),
      axis: typeof axis === "number" ? axis : [...axis],
    };
  }
}
