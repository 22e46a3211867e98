/** The area under a curve of rates over thresholds. */

import { ValueError } from "../../backends/errors.ts";
import { sigmoid } from "../../autograd/ops/elementwise.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkNumber, checkOneOf, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { checkBoolean } from "../losses/crossentropy_options.ts";
import {
  area,
  type Curve,
  CURVES,
  type Summation,
  SUMMATIONS,
} from "./area.ts";
import { Confusion } from "./confusion.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";

/** The options of `AUC`. */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds there are, at equal distances; 200 if not given. */
  readonly numThresholds?: number;
  /** Of hits over false alarms (`"ROC"`), or of precision over recall (`"PR"`); `"ROC"` if not given. */
  readonly curve?: Curve;
  /** How high the curve is between thresholds; `"interpolation"` if not given. */
  readonly summationMethod?: Summation;
  /** Thresholds of one's own, between 0 and 1. */
  readonly thresholds?: readonly number[] | null;
  /** Whether each label has an area of its own, of which the mean is taken; `false` if not given. */
  readonly multiLabel?: boolean;
  /** How many labels there are, if each has an area of its own. */
  readonly numLabels?: number | null;
  /** The weights of the labels. */
  readonly labelWeights?: readonly number[] | null;
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
}

const OPTIONS = [
  "numThresholds",
  "curve",
  "summationMethod",
  "thresholds",
  "multiLabel",
  "numLabels",
  "labelWeights",
  "fromLogits",
];

/**
 * The area under the curve of hits over false alarms, or of precision over recall, approximated at thresholds: 1/2 is chance
 * for the former.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.AUC({ numThresholds: 3 });
 * metric.updateState(dg.tensor([0, 0, 1, 1]), dg.tensor([0, 0.5, 0.3, 0.9]));
 * assertAlmostEquals(await metric.result().item(), 0.75, 1e-6);
 * ```
 */
export class AUC extends PairMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** What predictions have to exceed: the first just below 0, the last just above 1. */
  readonly thresholds: readonly number[];
  readonly #options: Required<Omit<AUCOptions, keyof MetricOptions>>;
  readonly #confusion: Confusion;

  /**
   * Sets curve and thresholds.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: AUCOptions = {}) {
    checkOptions("AUC", options, [...METRIC_OPTIONS, ...OPTIONS]);
    super("auc", options);
    const own = (this.#options = check(options));
    const { numThresholds } = own;
    const inner = own.thresholds ??
      Array.from(
        { length: numThresholds - 2 },
        (_, i) => (i + 1) / (numThresholds - 1),
      );
    this.thresholds = [-EPSILON, ...inner, 1 + EPSILON];
    const counting = {
      thresholds: this.thresholds,
      isMultiLabel: own.multiLabel,
      labelWeights: own.multiLabel ? null : own.labelWeights,
    };
    this.#confusion = new Confusion(counting, () => this.addState());
  }

  /** Adds the counts of a batch. */
  protected override update(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): void {
    const p = this.#options.fromLogits ? sigmoid(yPred) : yPred;
    this.#confusion.add(yTrue, p, sampleWeight);
  }

  /** The area. */
  protected override compute(): Tensor {
    const { curve, summationMethod, multiLabel, labelWeights } = this.#options;
    const counts = this.#confusion.read();
    const weights = multiLabel && labelWeights
      ? Tensor.from(counts.truePositives.backend, labelWeights, [
        labelWeights.length,
      ])
      : null;
    return area(counts, curve, summationMethod, weights);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const own = this.#options;
    const config = {
      ...super.getConfig(),
      num_thresholds: own.numThresholds,
      curve: own.curve,
      summation_method: own.summationMethod,
      multi_label: own.multiLabel,
      num_labels: own.numLabels,
      label_weights: own.labelWeights,
      from_logits: own.fromLogits,
    };
    return own.thresholds ? { ...config, thresholds: own.thresholds } : config;
  }
}

function check(
  options: AUCOptions,
): Required<Omit<AUCOptions, keyof MetricOptions>> {
  const { curve = "ROC", summationMethod = "interpolation" } = options;
  const { multiLabel = false, fromLogits = false } = options;
  const { numLabels = null, labelWeights = null } = options;
  const thresholds = options.thresholds
    ? [...options.thresholds].sort((a, b) => a - b)
    : null;
  const numThresholds = thresholds
    ? thresholds.length + 2
    : checkNumber("AUC", "numThresholds", options.numThresholds ?? 200);
  if (numThresholds <= 1 || !Number.isInteger(numThresholds)) {
    throw new ValueError(
      `Cannot make AUC: expected numThresholds to be an integer > 1, received ${numThresholds}`,
    );
  }
  if (numLabels && !multiLabel) {
    throw new ValueError(
      `Cannot make AUC: expected numLabels only if multiLabel is true, received ${numLabels}`,
    );
  }
  checkOneOf("AUC", "curve", curve, CURVES);
  checkOneOf("AUC", "summationMethod", summationMethod, SUMMATIONS);
  checkBoolean("AUC", "multiLabel", multiLabel);
  checkBoolean("AUC", "fromLogits", fromLogits);
  return {
    numThresholds,
    curve,
    summationMethod,
    thresholds,
    multiLabel,
    numLabels,
    labelWeights,
    fromLogits,
  };
}
