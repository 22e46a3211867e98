/** The mean cross-entropy of targets that are numbers of classes. */

import { eq, not, x, y } from "../../autograd/formula.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { toSameRank } from "../losses/reduction.ts";
import { sparseCategoricalCrossentropy } from "../losses/sparse_categorical_crossentropy.ts";
import {
  checkSparse,
  SPARSE_OPTIONS,
  type SparseCrossentropyOptions,
} from "../losses/sparse_options.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions
  extends MetricOptions, SparseCrossentropyOptions {}

const differs = not(eq(x, y));

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
    checkOptions(owner, options, [...METRIC_OPTIONS, ...SPARSE_OPTIONS]);
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
