/** The means of the losses of predicted probabilities. */

import { mul } from "../../autograd/ops/elementwise.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { binaryCrossentropy } from "../losses/binary_crossentropies.ts";
import { categoricalCrossentropy } from "../losses/categorical_crossentropies.ts";
import { countedLabels } from "../losses/class_probabilities.ts";
import { klDivergence, poisson } from "../losses/divergence_losses.ts";
import { checkWeight } from "../losses/pair.ts";
import { toSameRank } from "../losses/reduction.ts";
import {
  CROSSENTROPY,
  type CrossentropyOptions,
  SPARSE_CROSSENTROPY,
  type SparseCrossentropyOptions,
} from "../losses/rows.ts";
import { sparseCategoricalCrossentropy } from "../losses/sparse_crossentropies.ts";
import { pick } from "../rows.ts";
import type { MetricOptions } from "./metric.ts";
import { LossMetric } from "./reduction_metrics.ts";

/**
 * The options of `BinaryCrossentropy`.
 * @category Metrics
 */
export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** How far targets are moved towards 1/2; 0 if not given. */
  readonly labelSmoothing?: number;
}

const { fromLogits, labelSmoothing } = CROSSENTROPY;

/**
 * The mean binary cross-entropy.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.BinaryCrossentropy({ fromLogits: true });
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0, 0]]));
 * assertAlmostEquals(await metric.result().item(), Math.log(2), 1e-6);
 * ```
 *
 * @category Metrics
 */
export class BinaryCrossentropy extends LossMetric<BinaryCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    fromLogits,
    labelSmoothing,
  } satisfies Schema<BinaryCrossentropyOptions, MetricOptions>;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  /** How far targets are moved towards 1/2. */
  declare readonly labelSmoothing: number;

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing } = this;
    return binaryCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing });
  }
}

/**
 * The options of `CategoricalCrossentropy`.
 * @category Metrics
 */
export interface CategoricalCrossentropyOptions
  extends MetricOptions, CrossentropyOptions {}

/**
 * The mean cross-entropy of classes, for one-hot targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalCrossentropy({ fromLogits: true });
 * metric.updateState(dg.tensor([[0, 1, 0]]), dg.tensor([[2, 2, 2]]));
 * assertAlmostEquals(await metric.result().item(), Math.log(3), 1e-6);
 * ```
 *
 * @category Metrics
 */
export class CategoricalCrossentropy
  extends LossMetric<CategoricalCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = CROSSENTROPY satisfies Schema<
    CategoricalCrossentropyOptions,
    MetricOptions
  >;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  /** How far targets are moved towards the same share for each of the classes. */
  declare readonly labelSmoothing: number;
  /** The axis of the classes. */
  declare readonly axis: number;

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, pick(CROSSENTROPY, this));
  }
}

/**
 * The options of `SparseCategoricalCrossentropy`.
 * @category Metrics
 */
export interface SparseCategoricalCrossentropyOptions
  extends MetricOptions, SparseCrossentropyOptions {}

/**
 * The mean cross-entropy of targets that are numbers of classes. As in Keras, samples of the ignored class lower the mean,
 * unless there are weights.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SparseCategoricalCrossentropy();
 * metric.updateState(dg.tensor([1]), dg.tensor([[0.2, 0.5, 0.3]]));
 * assertAlmostEquals(await metric.result().item(), Math.log(2), 1e-6);
 * ```
 *
 * @category Metrics
 */
export class SparseCategoricalCrossentropy
  extends LossMetric<SparseCategoricalCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema =
    SPARSE_CROSSENTROPY satisfies Schema<
      SparseCategoricalCrossentropyOptions,
      MetricOptions
    >;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  /** The class whose samples do not count; `null` where all do. */
  declare readonly ignoreClass: number | null;
  /** The axis of the classes. */
  declare readonly axis: number;

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const options = pick(SPARSE_CROSSENTROPY, this);
    return sparseCategoricalCrossentropy(yTrue, yPred, options);
  }

  /** None for targets of the ignored class. */
  protected override weigh(
    sampleWeight: Tensor,
    yTrue: Tensor,
    values: Tensor,
  ): Tensor {
    if (this.ignoreClass === null) return sampleWeight;
    const labels = reshape(yTrue, values.shape);
    const mask = countedLabels(labels, this.ignoreClass);
    const [counts, weight] = toSameRank(mask, sampleWeight);
    checkWeight(`update ${this.name}`, weight.shape, counts.shape);
    return mul(weight, counts);
  }
}

/**
 * The mean Kullback-Leibler divergence.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.KLDivergence();
 * metric.updateState(dg.tensor([[0.5, 0.5]]), dg.tensor([[0.25, 1]]));
 * assertAlmostEquals(await metric.result().item(), 0, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class KLDivergence extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }
}

/**
 * The mean Poisson loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Poisson();
 * metric.updateState(dg.tensor([[1, 2]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class Poisson extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
