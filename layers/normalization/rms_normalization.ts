/** The root-mean-square normalization of Keras. */

import { input } from "../../backends/expr.ts";
import { add, div, mul, rsqrt, square, x, y } from "../../autograd/formula.ts";
import { toAxes } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { axes, type AxisLike, number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of RMSNormalization: Keras's.
 * @category Normalization layers
 */
export interface RMSNormalizationOptions extends LayerOptions {
  /** The axis, or axes, along which to normalize; -1 if not given. */
  readonly axis?: AxisLike;
  /** What is added to the mean square; 1e-6 if not given. */
  readonly epsilon?: number;
}

const SQUARE = square(x);
// The input, the sum of its squares, how many they are, what is added, and the factor.
const NORMALIZED = mul(
  mul(x, rsqrt(add(div(y, input(2)), input(3)))),
  input(4),
);

/**
 * Keras's RMSNormalization: each sample over the root of its mean square along some axes, times a scale of these axes
 * (Zhang and Sennrich 2019). The output has the shape of the input.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RMSNormalization();
 * const y = await layer.apply(dg.tensor([[1, 7]])).data();
 * assertAlmostEquals(y[1], 1.4, 1e-5);
 * ```
 *
 * @category Normalization layers
 */
export class RMSNormalization
  extends ElementwiseLayer<RMSNormalizationOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: axes(-1),
    epsilon: number(1e-6),
  } satisfies Schema<RMSNormalizationOptions, LayerOptions>;
  /** The axis, or axes, along which it normalizes. */
  declare readonly axis: AxisLike;
  /** What is added to the mean square. */
  declare readonly epsilon: number;

  /** The scale, of the sizes of the axes. */
  get scale(): Variable {
    return this.builtWeight("scale");
  }

  /** The axes, and their sizes once it is built. */
  protected override get inputSpec(): InputSpec {
    const axes = [this.axis].flat();
    const minRank = Math.max(
      ...axes.map((axis) => axis < 0 ? -axis : axis + 1),
    );
    const sizes = axes.map((axis) => [axis, this.builtShape?.at(axis)]);
    return {
      minRank,
      axes: Object.fromEntries(sizes.filter(([, size]) => size)),
    };
  }

  /** Makes the scale. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const sizes = this.#axesOf(inputShape).map((axis) => inputShape[axis]);
    this.addWeight({ name: "scale", shape: sizes, initializer: "ones" });
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    const axis = this.#axesOf(x.shape);
    const squares = mapSum(SQUARE, [x], { axis, keepdims: true });
    const spread = x.shape.map((size, i) => axis.includes(i) ? size : 1);
    const scale = reshape(this.scale, spread);
    const count = x.size / squares.size;
    return elementwise(NORMALIZED, [x, squares, count, this.epsilon, scale]);
  }

  #axesOf({ length }: PartialShape): number[] {
    return [...toAxes(`${this}`, [this.axis].flat(), length)]
      .sort((a, b) => a - b);
  }
}
