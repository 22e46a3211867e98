/** The rectifier of Keras whose slope is learnt. */

import { greaterEqual, mul, where, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { ValueError } from "../../config/errors.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkBuilt } from "../check_built.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { toWeightPart, type WeightPart } from "../../variables/weight_part.ts";

/** The options of PReLU: Keras's, in camelCase. */
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
 */
export class PReLU extends ElementwiseLayer {
  /** Axes along which there is one slope. */
  readonly sharedAxes: readonly number[] | null;
  /** The slope below 0. */
  alpha!: Variable;
  readonly #part: WeightPart;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: PReLUOptions = {}) {
    checkArguments(new.target, arguments, options, [
      "alphaInitializer",
      "alphaRegularizer",
      "alphaConstraint",
      "sharedAxes",
    ]);
    const {
      alphaInitializer,
      alphaRegularizer,
      alphaConstraint,
      sharedAxes = null,
      ...rest
    } = options;
    super(rest);
    this.#part = toWeightPart(
      "zeros",
      alphaInitializer,
      alphaRegularizer,
      alphaConstraint,
    );
    const axes = sharedAxes === null ? [] : [sharedAxes].flat();
    if (!axes.every((axis) => Number.isSafeInteger(axis) && axis >= 1)) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected sharedAxes to be integers, 1 or more, received ${
          quote(sharedAxes)
        }`,
      );
    }
    this.sharedAxes = sharedAxes === null ? null : axes;
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
    checkInput(`${this}`, this.inputSpec, inputShape);
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
    this.alpha = this.addWeight({
      name: "alpha",
      shape: shape.slice(1),
      ...this.#part,
    });
    super.build(inputShape);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    return elementwise(VALUE, [x, this.alpha]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { initializer, regularizer, constraint } = this.#part;
    return {
      ...super.getConfig(),
      alpha_initializer: initializers.serialize(initializer),
      alpha_regularizer: regularizers.serialize(regularizer),
      alpha_constraint: constraints.serialize(constraint),
      shared_axes: this.sharedAxes && [...this.sharedAxes],
    };
  }
}
