/** The batch normalization of Keras. */

import * as f from "../../autograd/formula.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import {
  moments,
  normalize,
  normalizeBy,
} from "../../autograd/ops/normalize.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { input } from "../../backends/expr.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkBuilt } from "../check_built.ts";
import { checkConfig } from "../../config/check_config.ts";
import { readConfig } from "../../config/config_reader.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { checkNumber } from "../../config/checks.ts";
import {
  SCALE_AND_OFFSET_OPTIONS,
  ScaleAndOffset,
  type ScaleAndOffsetOptions,
  splitOptions,
} from "./scale_and_offset.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { inTraining } from "../../variables/training_phase.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of BatchNormalization: Keras's, in camelCase. */
export interface BatchNormalizationOptions
  extends LayerOptions, ScaleAndOffsetOptions {
  /** The axis of the channels, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
  /** How much of the moving statistics each batch leaves; 0.99 if not given. */
  readonly momentum?: number;
  /** The moving mean's first values; `"zeros"` if not given. */
  readonly movingMeanInitializer?: initializers.InitializerIdentifier | null;
  /** The moving variance's first values; `"ones"` if not given. */
  readonly movingVarianceInitializer?:
    | initializers.InitializerIdentifier
    | null;
}

// A moving statistic, that of the batch, and the momentum.
const [moving, batch, momentum] = [0, 1, 2].map(input);
const MOVED = f.add(batch, f.mul(momentum, f.sub(moving, batch)));

// What Keras has beside, of values that mean nothing.
const WITHOUT_MEANING = {
  synchronized: false,
  renorm: false,
  renorm_clipping: null,
  renorm_momentum: 0.99,
};

/**
 * Keras's BatchNormalization: each channel of `[..., channels]` to mean 0 and variance 1, then times gamma plus beta.
 * In training the statistics are the batch's, and the moving ones follow them; else, and while `trainable` is false,
 * they are the moving ones.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.BatchNormalization();
 * const x = dg.tensor([[1], [3]]);
 * const trained = await layer.apply(x, { training: true }).data();
 * assertAlmostEquals(trained[1], 1 / Math.sqrt(1 + 1e-3), 1e-6);
 * assertAlmostEquals(await layer.movingMean.value.item(), 0.02, 1e-6);
 * ```
 */
export class BatchNormalization extends Layer {
  /** The axis of the channels. */
  readonly axis: number;
  /** How much of the moving statistics each batch leaves. */
  readonly momentum: number;
  /** The moving mean, `[channels]`. */
  movingMean!: Variable;
  /** The moving variance, `[channels]`. */
  movingVariance!: Variable;
  readonly #weights: ScaleAndOffset;
  readonly #meanInitializer: initializers.Initializer;
  readonly #varianceInitializer: initializers.Initializer;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: BatchNormalizationOptions = {}) {
    checkArguments(new.target, arguments, options, [
      "axis",
      "momentum",
      "movingMeanInitializer",
      "movingVarianceInitializer",
      ...SCALE_AND_OFFSET_OPTIONS,
    ]);
    const [affine, own] = splitOptions(options);
    const {
      axis = -1,
      momentum = 0.99,
      movingMeanInitializer,
      movingVarianceInitializer,
      ...rest
    } = own;
    super(rest);
    const name = this.constructor.name;
    this.axis = checkNumber(name, "axis", axis);
    this.momentum = checkNumber(name, "momentum", momentum);
    this.#weights = new ScaleAndOffset(this, affine);
    this.#meanInitializer = initializers.get(movingMeanInitializer ?? "zeros");
    this.#varianceInitializer = initializers.get(
      movingVarianceInitializer ?? "ones",
    );
  }

  /** What is added to the variance. */
  get epsilon(): number {
    return this.#weights.epsilon;
  }

  /** The factor, `[channels]`, if there is one. */
  get gamma(): Variable | null {
    return this.#weights.gamma;
  }

  /** The offset, `[channels]`, if there is one. */
  get beta(): Variable | null {
    return this.#weights.beta;
  }

  /** The rank and the channels for which it was built. */
  protected override get inputSpec(): InputSpec {
    const { builtShape: shape } = this;
    const channels = shape?.at(this.axis);
    if (!shape || !channels) return { minRank: 1 };
    return { rank: shape.length, axes: { [this.axis]: channels } };
  }

  /** Makes gamma, beta and the moving statistics. */
  override build(inputShape: PartialShape): void {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const shape = [inputShape[toAxis(`${this}`, this.axis, inputShape.length)]];
    this.#weights.build(shape);
    this.movingMean = this.addWeight({
      name: "moving_mean",
      shape,
      initializer: this.#meanInitializer,
      trainable: false,
    });
    this.movingVariance = this.addWeight({
      name: "moving_variance",
      shape,
      initializer: this.#varianceInitializer,
      trainable: false,
    });
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    const along = toAxis(`${this}`, this.axis, x.rank);
    const spread = x.shape.map((size, axis) => axis === along ? size : 1);
    const [gamma, beta] = this.#weights.spread(spread);
    // An empty batch has no statistics: what follows them would be NaN for good.
    const isTrained = inTraining() && this.trainable && x.size > 0;
    if (!isTrained) {
      const mean = reshape(this.movingMean, spread);
      const variance = reshape(this.movingVariance, spread);
      return normalizeBy(x, { mean, variance }, this.epsilon, gamma, beta);
    }
    const axes = x.shape.flatMap((_, axis) => axis === along ? [] : [axis]);
    const own = moments(x, axes);
    this.#follow(this.movingMean, own.mean);
    this.#follow(this.movingVariance, own.variance);
    return normalize(x, own, this.epsilon, gamma, beta);
  }

  #follow(moving: Variable, batch: Tensor): void {
    noGrad(() => {
      const flat = reshape(batch, moving.shape);
      moving.assign(elementwise(MOVED, [moving, flat, this.momentum]));
    });
  }

  /** The input's. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return [...inputShape];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      axis: this.axis,
      momentum: this.momentum,
      ...this.#weights.config,
      ...this.#weights.initializerConfig,
      moving_mean_initializer: initializers.serialize(this.#meanInitializer),
      moving_variance_initializer: initializers.serialize(
        this.#varianceInitializer,
      ),
      ...this.#weights.penaltyConfig,
      ...WITHOUT_MEANING,
    };
  }

  /**
   * Makes a layer from Keras's arguments; tf.keras writes the axis as a list of one.
   *
   * @throws {ValueError} if they ask for statistics over several devices, or for renormalization.
   */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkConfig(config);
    const { axis } = config;
    const single = Array.isArray(axis) && axis.length === 1
      ? { ...config, axis: axis[0] }
      : config;
    const options = readConfig(single, customObjects, WITHOUT_MEANING);
    return new this(options as never);
  }
}
