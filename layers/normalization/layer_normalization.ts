/** The layer normalization of Keras. */

import { toAxes } from "../../autograd/ops/axes.ts";
import { moments, normalize } from "../../autograd/ops/normalize.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type AxisLike, toAxisList } from "../../variables/arguments.ts";
import { checkBuilt } from "../check_built.ts";
import { readConfig } from "../../config/config_reader.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import {
  SCALE_AND_OFFSET_OPTIONS,
  ScaleAndOffset,
  type ScaleAndOffsetOptions,
  splitOptions,
} from "./scale_and_offset.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of LayerNormalization: Keras's, in camelCase. */
export interface LayerNormalizationOptions
  extends LayerOptions, ScaleAndOffsetOptions {
  /** The axis, or axes, along which to normalize; -1 if not given. */
  readonly axis?: AxisLike;
}

// What Keras has beside, of values that mean nothing.
const WITHOUT_MEANING = { rms_scaling: false };

/**
 * Keras's LayerNormalization: each sample to mean 0 and variance 1 along some axes, then times gamma plus beta, which
 * have these axes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.LayerNormalization({ epsilon: 1e-6 });
 * const y = await layer.apply(dg.tensor([[1, 3]])).data();
 * assertAlmostEquals(y[1], 1, 1e-5);
 * ```
 */
export class LayerNormalization extends ElementwiseLayer {
  /** The axis, or axes, along which it normalizes. */
  readonly axis: AxisLike;
  readonly #axes: readonly number[];
  readonly #weights: ScaleAndOffset;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: LayerNormalizationOptions = {}) {
    checkArguments(new.target, arguments, options, [
      "axis",
      ...SCALE_AND_OFFSET_OPTIONS,
    ]);
    const [affine, own] = splitOptions(options);
    const { axis = -1, ...rest } = own;
    super(rest);
    this.#axes = toAxisList(this.constructor.name, axis);
    this.axis = axis;
    this.#weights = new ScaleAndOffset(this, affine);
  }

  /** What is added to the variance. */
  get epsilon(): number {
    return this.#weights.epsilon;
  }

  /** The factor, if there is one. */
  get gamma(): Variable | null {
    return this.#weights.gamma;
  }

  /** The offset, if there is one. */
  get beta(): Variable | null {
    return this.#weights.beta;
  }

  /** The axes along which it normalizes, and their sizes once it is built; there may be any others. */
  protected override get inputSpec(): InputSpec {
    const { builtShape: shape } = this;
    if (!shape) return { minRank: 1 };
    const minRank = Math.max(
      ...this.#axes.map((axis) => axis < 0 ? -axis : axis + 1),
    );
    const axes = Object.fromEntries(
      this.#axes.flatMap((axis) => {
        const size = shape.at(axis);
        return size ? [[axis, size]] : [];
      }),
    );
    return { minRank, axes };
  }

  /** Makes gamma and beta. */
  override build(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const axes = toAxes(`${this}`, this.#axes, inputShape.length);
    this.#weights.build(axes.map((axis) => inputShape[axis]));
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    const axes = toAxes(`${this}`, this.#axes, x.rank);
    const spread = x.shape.map((n, axis) => axes.includes(axis) ? n : 1);
    const standard = normalize(x, moments(x, axes), this.epsilon);
    return this.#weights.transform(standard, spread);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { axis } = this;
    return {
      ...super.getConfig(),
      axis: typeof axis === "number" ? axis : [...axis],
      ...this.#weights.config,
      ...WITHOUT_MEANING,
      ...this.#weights.initializerConfig,
      ...this.#weights.penaltyConfig,
    };
  }

  /**
   * Makes a layer from Keras's arguments.
   *
   * @throws {ValueError} if they ask for the old scaling by the root of the mean square.
   */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    const options = readConfig(config, customObjects, WITHOUT_MEANING);
    return new this(options as never);
  }
}
