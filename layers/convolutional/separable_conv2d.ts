/** The separable convolution of Keras. */

import { conv2d } from "../../autograd/ops/conv2d.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import {
  DEPTHWISE_OPTIONS,
  DepthwiseLayer,
  type DepthwiseOptions,
} from "./depthwise_layer.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import { checkArguments } from "../layer_options.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { toWeightPart, type WeightPart } from "../../variables/weight_part.ts";

/** The options of SeparableConv2D: Keras's, in camelCase. */
export interface SeparableConv2DOptions extends DepthwiseOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** The first values of what mixes the channels; `"glorot_uniform"` if not given. */
  readonly pointwiseInitializer?: initializers.InitializerIdentifier | null;
  /** What it is penalised for. */
  readonly pointwiseRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What it is brought back to after every update. */
  readonly pointwiseConstraint?: constraints.ConstraintIdentifier | null;
}

/**
 * Keras's SeparableConv2D: each channel of an image with its own filters, then the channels mixed at each place.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SeparableConv2D({ filters: 8, kernelSize: 3 });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 6, 6, 8]);
 * assertEquals(layer.depthwiseKernel.shape, [3, 3, 3, 1]);
 * assertEquals(layer.pointwiseKernel.shape, [1, 1, 3, 8]);
 * ```
 */
export class SeparableConv2D extends DepthwiseLayer {
  /** Channels of the output. */
  readonly filters: number;
  /** The filters, `[kernel height, kernel width, channels, depth multiplier]`. */
  depthwiseKernel!: Variable;
  /** What mixes the channels, `[1, 1, channels * depth multiplier, filters]`. */
  pointwiseKernel!: Variable;
  readonly #pointwise: WeightPart;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: SeparableConv2DOptions) {
    checkArguments(new.target, arguments, options, [
      ...DEPTHWISE_OPTIONS,
      "filters",
      "pointwiseInitializer",
      "pointwiseRegularizer",
      "pointwiseConstraint",
    ]);
    const {
      filters,
      pointwiseInitializer,
      pointwiseRegularizer,
      pointwiseConstraint,
      ...rest
    } = options;
    super(rest);
    this.filters = toCount(this.constructor.name, "filters", filters);
    this.#pointwise = toWeightPart(
      "glorot_uniform",
      pointwiseInitializer,
      pointwiseRegularizer,
      pointwiseConstraint,
    );
  }

  /** Channels of the output for so many of the input. */
  protected override outputChannels(): number {
    return this.filters;
  }

  /** Makes the two kernels and the bias. */
  override build(inputShape: PartialShape): void {
    this.depthwiseKernel = this.addFilters("depthwise_kernel", inputShape);
    const [channels, multiplier] = this.depthwiseKernel.shape.slice(2);
    this.pointwiseKernel = this.addWeight({
      name: "pointwise_kernel",
      shape: [1, 1, channels * multiplier, this.filters],
      ...this.#pointwise,
    });
    this.addBias(inputShape);
    super.build(inputShape);
  }

  /** The filters, the mixing, the bias, the activation. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    const mix = (y: Tensor): Tensor => conv2d(y, this.pointwiseKernel);
    return this.convolve(x, this.depthwiseKernel, mix);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const [depth, point, bias] = [
      this.depthwise,
      this.#pointwise,
      this.biasPart,
    ];
    return {
      ...super.getConfig(),
      depth_multiplier: this.depthMultiplier,
      filters: this.filters,
      ...this.geometryConfig,
      depthwise_initializer: initializers.serialize(depth.initializer),
      pointwise_initializer: initializers.serialize(point.initializer),
      bias_initializer: initializers.serialize(bias.initializer),
      depthwise_regularizer: regularizers.serialize(depth.regularizer),
      pointwise_regularizer: regularizers.serialize(point.regularizer),
      bias_regularizer: regularizers.serialize(bias.regularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      depthwise_constraint: constraints.serialize(depth.constraint),
      pointwise_constraint: constraints.serialize(point.constraint),
      bias_constraint: constraints.serialize(bias.constraint),
    };
  }
}
