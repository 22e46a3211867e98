/** The area under a curve of two rates, and its options. */

import { checkArgumentCount } from "../../config/options.ts";
import { MOST_THRESHOLDS, toSize } from "./sizes.ts";
import { checkConfig } from "../../config/check_config.ts";
import { toCount } from "../../variables/arguments.ts";
import { ValueError } from "../../config/errors.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { defaultName } from "../../variables/naming.ts";
import {
  checkNumber,
  checkOneOf,
  checkOptions,
  quote,
} from "../../config/checks.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
  optionsOf,
} from "../../config/serialization.ts";
import { checkBoolean } from "../losses/entropy_options.ts";
import {
  area,
  type Counts,
  type Curve,
  CURVES,
  type Summation,
  SUMMATIONS,
} from "./area.ts";
import type { Part } from "./confusion.ts";
import { ALL_PARTS, ConfusionMetric } from "./confusion_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";
import { areEven, innerThresholds } from "./thresholds.ts";

/** The options of `AUC`. */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds there are, at equal distances; 200 if not given. */
  readonly numThresholds?: number;
  /** Hits over false alarms (`"ROC"`), precision over recall (`"PR"`), or the gains of these; `"ROC"` if not given. */
  readonly curve?: Curve | Lowercase<Curve>;
  /** How high the curve is between thresholds; `"interpolation"` if not given. */
  readonly summationMethod?: Summation | Capitalize<Summation>;
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

/** Those that are its own, filled in. */
export interface OwnOptions
  extends Required<Omit<AUCOptions, keyof MetricOptions>> {
  /** Which curve. */
  readonly curve: Curve;
  /** How high it is between thresholds. */
  readonly summationMethod: Summation;
}

const OPTIONS = [
  ...METRIC_OPTIONS,
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
 * The options that are meant.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkAUC(options: AUCOptions): OwnOptions {
  const owner = "AUC";
  checkOptions(owner, options, OPTIONS);
  const { curve = "ROC", summationMethod = "interpolation" } = options;
  const { multiLabel = false, fromLogits = false } = options;
  const { numLabels = null } = options;
  const labelWeights = checkList("labelWeights", options.labelWeights);
  if (numLabels !== null) toCount(owner, "numLabels", numLabels);
  const thresholds = checkList("thresholds", options.thresholds)
    ?.toSorted((a, b) => a - b) ?? null;
  const numThresholds = thresholds
    ? thresholds.length + 2
    : toSize(owner, "numThresholds", options.numThresholds ?? 200, [
      2,
      MOST_THRESHOLDS,
    ]);
  checkBoolean(owner, "multiLabel", multiLabel);
  checkBoolean(owner, "fromLogits", fromLogits);
  if (numLabels && !multiLabel) {
    throw new ValueError(
      `Cannot make AUC: expected numLabels only if multiLabel is true, received ${numLabels}`,
    );
  }
  return {
    numThresholds,
    curve: checkOneOf(owner, "curve", spelt(curve, CURVES), CURVES),
    summationMethod: checkOneOf(
      owner,
      "summationMethod",
      spelt(summationMethod, SUMMATIONS),
      SUMMATIONS,
    ),
    thresholds,
    multiLabel,
    numLabels,
    labelWeights,
    fromLogits,
  };
}

/** A list of numbers that may be missing. */
function checkList(
  option: string,
  list: readonly number[] | null | undefined,
): readonly number[] | null {
  if (list === null || list === undefined) return null;
  if (Array.isArray(list)) {
    return list.map((one) => checkNumber("AUC", option, one));
  }
  throw new ValueError(
    `Cannot make AUC: expected ${option} to be a list of numbers, received ${
      quote(list)
    }`,
  );
}

/** Keras takes `"roc"` for `"ROC"`, and `"Majoring"` for `"majoring"`. */
function spelt(name: string, names: readonly string[]): string {
  return names.find((one) =>
    name === one.toLowerCase() || name === one[0].toUpperCase() + one.slice(1)
  ) ?? name;
}

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
export class AUC extends ConfusionMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** What predictions have to exceed: the first just below 0, the last just above 1. */
  readonly thresholds: readonly number[];
  readonly #options: OwnOptions;

  /**
   * Sets curve and thresholds.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: AUCOptions = {}) {
    checkArgumentCount("make AUC", arguments, 1);
    const own = checkAUC(options);
    const { multiLabel, fromLogits, numThresholds } = own;
    const inner = own.thresholds ?? innerThresholds(numThresholds);
    const thresholds = [-EPSILON, ...inner, 1 + EPSILON];
    const counting = {
      thresholds,
      isEven: own.thresholds === null || areEven([0, ...inner, 1]),
      isMultiLabel: multiLabel,
      labelWeights: multiLabel ? null : own.labelWeights,
      fromLogits,
    };
    super(options.name ?? defaultName("AUC"), options, counting, ALL_PARTS);
    this.thresholds = thresholds;
    this.#options = own;
    if (multiLabel && own.numLabels) this.build([own.numLabels]);
  }

  /** The area. */
  protected override compute(): Tensor {
    const { curve, summationMethod, multiLabel, labelWeights } = this.#options;
    const counts = mapParts((part) => {
      const count = this.read(part);
      return multiLabel ? count : reshape(count, [count.size, 1]);
    });
    const { backend } = counts.truePositives;
    const weights = multiLabel && labelWeights
      ? Tensor.from(backend, labelWeights, [labelWeights.length])
      : null;
    return area(counts, curve, summationMethod, weights);
  }

  /** Makes an area from Keras's arguments. */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
  ): T {
    checkConfig(config);
    const label_weights = tensorValue(config.label_weights);
    return new this(optionsOf({ ...config, label_weights }) as never);
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
      label_weights: own.labelWeights && tensorObject(own.labelWeights),
      from_logits: own.fromLogits,
    };
    return own.thresholds ? { ...config, thresholds: own.thresholds } : config;
  }
}

/** Numbers in the form in which Keras writes a tensor. */
function tensorObject(value: readonly number[]): ObjectConfig {
  return { class_name: "__tensor__", config: { value, dtype: "float32" } };
}

function tensorValue(written: unknown): unknown {
  if (!isObjectConfig(written)) return written;
  const { class_name: name, config } = written;
  const isTensor = name === "__tensor__" && typeof config === "object";
  return isTensor ? config?.value : written;
}

function mapParts(f: (part: Part) => Tensor): Counts {
  return {
    truePositives: f("truePositives"),
    falsePositives: f("falsePositives"),
    trueNegatives: f("trueNegatives"),
    falseNegatives: f("falseNegatives"),
  };
}
