/** The rectifier of Keras whose slope is learnt. */

import { greaterEqual, mul, where, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { isInteger, nullable, part, row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of PReLU: Keras's, in camelCase.
 * @category Activations
 */
export interface PReLUOptions extends LayerOptions {
  /** The slope's first values; `"zeros"` if not given. */
  readonly alphaInitializer?: initializers.InitializerIdentifier | null;
  /** What the slope is penalised for. */
  readonly alphaRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the slope is brought back to after every update. */
  readonly alphaConstraint?: constraints.ConstraintIdentifier | null;
  /** Axes along which there is one slope, counted with the batch, which is 0; none if not given. */
  readonly sharedAxes?: number | readonly number[] | null;
}

// Keras's relu(x) - alpha relu(-x): at 0 no slope counts.
const VALUE = where(greaterEqual(0, x), mul(y, x), x);

/**
 * Keras's PReLU: `x` above 0, `alpha x` below, with an alpha for each element of the input without the batch.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.PReLU({ sharedAxes: [1, 2], alphaInitializer: "ones" });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 8, 8, 3]);
 * assertEquals(layer.alpha.shape, [1, 1, 3]);
 * ```
 *
 * @category Activations
 */
export class PReLU extends ElementwiseLayer<PReLUOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    alphaInitializer: part(initializers, "zeros"),
    alphaRegularizer: part(regularizers),
    alphaConstraint: part(constraints),
    sharedAxes: nullable(row("integers, 1 or more", toSharedAxes)),
  } satisfies Schema<PReLUOptions, LayerOptions>;
  /** Axes along which there is one slope. */
  declare readonly sharedAxes: readonly number[] | null;

  /** The slope below 0. */
  get alpha(): Variable {
    return this.builtWeight("alpha");
  }

  /** The sizes for which there are slopes, once it is built. */
  protected override get inputSpec(): InputSpec {
    const { builtShape: shape, sharedAxes } = this;
    if (!shape) return { minRank: 1 };
    const axes = Object.fromEntries(
      shape.flatMap((size, axis) =>
        axis === 0 || size === null || sharedAxes?.includes(axis)
          ? []
          : [[axis, size]]
      ),
    );
    return { rank: shape.length, axes };
  }

  /**
   * Makes the slopes.
   *
   * @throws {ValueError} if the input does not have the axes that share them.
   */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    if (this.sharedAxes?.some((axis) => axis >= inputShape.length)) {
      throw new ValueError(
        `Cannot build ${this}: expected an input with sharedAxes ${
          quote(this.sharedAxes)
        }, received ${quote(inputShape)}`,
      );
    }
    const shape = inputShape.map((size, axis) =>
      this.sharedAxes?.includes(axis) ? 1 : size
    );
    this.makeWeight("alpha", shape.slice(1));
    super.build(inputShape);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    return elementwise(VALUE, [x, this.alpha]);
  }
}

function toSharedAxes(
  value: unknown,
): readonly number[] | undefined {
  const axes: readonly unknown[] = Array.isArray(value) ? [...value] : [value];
  const isAxis = (axis: unknown): axis is number =>
    isInteger(axis) && axis >= 1;
  return axes.every(isAxis) ? axes : undefined;
}
