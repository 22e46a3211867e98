/** The means of the losses of predicted probabilities. */

import { checkArguments } from "../check_arguments.ts";
import { equal, logicalNot, x, y } from "../../autograd/formula.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Config } from "../../config/serialization.ts";
import { binaryCrossentropy } from "../losses/binary_crossentropy.ts";
import { categoricalCrossentropy } from "../losses/categorical_crossentropy.ts";
import {
  checkCrossentropy,
  checkSparse,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
  SPARSE_OPTIONS,
  type SparseCrossentropyOptions,
} from "../losses/entropy_options.ts";
import { klDivergence, poisson } from "../losses/divergence_losses.ts";
import { checkWeight } from "../losses/sample_weight.ts";
import { toSameRank } from "../losses/reduction.ts";
import { sparseCategoricalCrossentropy } from "../losses/sparse_categorical_crossentropy.ts";
import { MeanMetric } from "./mean_metrics.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `BinaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** How far targets are moved towards 1/2; 0 if not given. */
  readonly labelSmoothing?: number;
}

const BINARY_CROSSENTROPY_OPTIONS = [
  ...METRIC_OPTIONS,
  "fromLogits",
  "labelSmoothing",
];

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
 */
export class BinaryCrossentropy extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** How far targets are moved towards 1/2. */
  readonly labelSmoothing: number;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: BinaryCrossentropyOptions = {}) {
    const owner = "BinaryCrossentropy";
    checkArguments(owner, arguments, BINARY_CROSSENTROPY_OPTIONS);
    const { name, dtype, ...rest } = options;
    super("binary_crossentropy", { name, dtype });
    const { fromLogits, labelSmoothing } = checkCrossentropy(owner, rest);
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing } = this;
    return binaryCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { fromLogits: from_logits, labelSmoothing: label_smoothing } = this;
    return { ...super.getConfig(), from_logits, label_smoothing };
  }
}

/** The options of `CategoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions
  extends MetricOptions, CrossentropyOptions {}

const CATEGORICAL_CROSSENTROPY_OPTIONS = [
  ...METRIC_OPTIONS,
  ...CROSSENTROPY_OPTIONS,
];

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
 */
export class CategoricalCrossentropy extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";
  readonly #options: Required<CrossentropyOptions>;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: CategoricalCrossentropyOptions = {}) {
    const owner = "CategoricalCrossentropy";
    checkArguments(owner, arguments, CATEGORICAL_CROSSENTROPY_OPTIONS);
    const { name, dtype, ...rest } = options;
    super("categorical_crossentropy", { name, dtype });
    this.#options = checkCrossentropy(owner, rest);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, this.#options);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis } = this.#options;
    return {
      ...super.getConfig(),
      from_logits: fromLogits,
      label_smoothing: labelSmoothing,
      axis,
    };
  }
}

/** The options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions
  extends MetricOptions, SparseCrossentropyOptions {}

const differs = logicalNot(equal(x, y));

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
 */
export class SparseCategoricalCrossentropy extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";
  readonly #options: Required<SparseCrossentropyOptions>;

  /** Sets how predictions are meant, and which targets do not count. */
  constructor(options: SparseCategoricalCrossentropyOptions = {}) {
    const owner = "SparseCategoricalCrossentropy";
    checkArguments(owner, arguments, [...METRIC_OPTIONS, ...SPARSE_OPTIONS]);
    const { name, dtype, ...rest } = options;
    super("sparse_categorical_crossentropy", { name, dtype });
    this.#options = checkSparse(owner, rest);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseCategoricalCrossentropy(yTrue, yPred, this.#options);
  }

  /** None for targets of the ignored class. */
  protected override weigh(
    sampleWeight: Tensor,
    yTrue: Tensor,
    values: Tensor,
  ): Tensor {
    const { ignoreClass } = this.#options;
    if (ignoreClass === null) return sampleWeight;
    const labels = reshape(yTrue, values.shape);
    const mask = elementwise(differs, [labels, ignoreClass]);
    const [counts, weight] = toSameRank(mask, sampleWeight);
    checkWeight(`update ${this.name}`, weight.shape, counts.shape);
    return mul(weight, counts);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { fromLogits, ignoreClass, axis } = this.#options;
    return {
      ...super.getConfig(),
      from_logits: fromLogits,
      ignore_class: ignoreClass,
      axis,
    };
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
 */
export class KLDivergence extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("KLDivergence", arguments, METRIC_OPTIONS);
    super("kl_divergence", options);
  }

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
 */
export class Poisson extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("Poisson", arguments, METRIC_OPTIONS);
    super("poisson", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
