/** The batch normalization of Keras. */

import * as f from "../../autograd/formula.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import {
  moments,
  normalize,
  normalizeBy,
} from "../../autograd/ops/normalize.ts";
import { processMean } from "../../autograd/ops/process_mean.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { input } from "../../backends/expr.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { flag, isInteger, number, part, row } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { inTraining } from "../../variables/training_phase.ts";
import type { Variable } from "../../variables/variable.ts";
import type { InputSpec } from "../input_spec.ts";
import {
  NormalizationLayer,
  type ScaleAndOffsetOptions,
} from "./normalization_layer.ts";

/**
 * The options of BatchNormalization: Keras's, in camelCase.
 * @category Normalization layers
 */
export interface BatchNormalizationOptions extends ScaleAndOffsetOptions {
  /** The axis of the channels, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
  /** How much of the moving statistics each batch leaves; 0.99 if not given. */
  readonly momentum?: number;
  /** Whether the statistics are those of the batches of all processes that train together; false if not given. */
  readonly synchronized?: boolean;
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

// tf.keras writes the axis as a list of one.
const axis: Row<number> = row(
  "an integer",
  (value) => {
    const [one, ...others]: unknown[] = [value].flat();
    return isInteger(one) && others.length === 0 ? one : undefined;
  },
  -1,
);

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
 *
 * @category Normalization layers
 */
export class BatchNormalization
  extends NormalizationLayer<BatchNormalizationOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis,
    momentum: number(0.99),
    movingMeanInitializer: part(initializers, "zeros"),
    movingVarianceInitializer: part(initializers, "ones"),
    synchronized: flag(false),
  } satisfies Schema<BatchNormalizationOptions, ScaleAndOffsetOptions>;
  /** Renormalization, which there is not. */
  static override readonly withoutMeaning: Config = {
    renorm: false,
    renorm_clipping: null,
    renorm_momentum: 0.99,
  };
  /** The axis of the channels. */
  declare readonly axis: number;
  /** How much of the moving statistics each batch leaves. */
  declare readonly momentum: number;
  /** Whether the statistics are those of the batches of all processes that train together. */
  declare readonly synchronized: boolean;
  /** The moving mean's first values. */
  declare readonly movingMeanInitializer: initializers.Initializer;
  /** The moving variance's first values. */
  declare readonly movingVarianceInitializer: initializers.Initializer;

  /** The moving mean, `[channels]`. */
  get movingMean(): Variable {
    return this.builtWeight("moving_mean");
  }

  /** The moving variance, `[channels]`. */
  get movingVariance(): Variable {
    return this.builtWeight("moving_variance");
  }

  /** The rank and the channels for which it was built. */
  protected override get inputSpec(): InputSpec {
    const rank = this.builtShape?.length;
    return { rank, minRank: 1, axes: this.sizesAlong([this.axis]) };
  }

  /** Makes gamma, beta and the moving statistics. */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const shape = [inputShape[toAxis(`${this}`, this.axis, inputShape.length)]];
    this.buildScaleAndOffset(shape);
    const statistic = { shape, trainable: false };
    this.addWeight({
      ...statistic,
      name: "moving_mean",
      initializer: this.movingMeanInitializer,
    });
    this.addWeight({
      ...statistic,
      name: "moving_variance",
      initializer: this.movingVarianceInitializer,
    });
    super.build(inputShape);
  }

  /** The input, normalized. */
  override call(x: Tensor): Tensor {
    const { movingMean, movingVariance } = this;
    const along = toAxis(`${this}`, this.axis, x.rank);
    const spread = x.shape.map((size, axis) => axis === along ? size : 1);
    const [gamma, beta] = this.spread(spread);
    // An empty batch has no statistics: what follows them would be NaN for good.
    const isTrained = inTraining() && this.trainable && x.size > 0;
    if (!isTrained) {
      const mean = reshape(movingMean, spread);
      const variance = reshape(movingVariance, spread);
      return normalizeBy(x, { mean, variance }, this.epsilon, gamma, beta);
    }
    const axes = x.shape.flatMap((_, axis) => axis === along ? [] : [axis]);
    const own = moments(x, axes, this.synchronized ? processMean : undefined);
    this.#follow(movingMean, own.mean);
    this.#follow(movingVariance, own.variance);
    return normalize(x, own, this.epsilon, gamma, beta);
  }

  #follow(moving: Variable, batch: Tensor): void {
    noGrad(() => {
      const flat = reshape(batch, moving.shape);
      moving.assign(elementwise(MOVED, [moving, flat, this.momentum]));
    });
  }

  /** Keras's arguments, with those that mean nothing. */
  override getConfig(): Config {
    return { ...super.getConfig(), ...BatchNormalization.withoutMeaning };
  }
}
