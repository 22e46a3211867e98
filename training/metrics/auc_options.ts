/** The options of the area under a curve. */

import { ValueError } from "../../backends/errors.ts";
import {
  checkNumber,
  checkOneOf,
  checkOptions,
  quote,
} from "../../layers/options.ts";
import { checkBoolean } from "../losses/crossentropy_options.ts";
import { type Curve, CURVES, type Summation, SUMMATIONS } from "./area.ts";
import { METRIC_OPTIONS, type MetricOptions } from "./metric.ts";

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
  if (numLabels !== null) checkNumber(owner, "numLabels", numLabels);
  const thresholds = checkList("thresholds", options.thresholds)
    ?.toSorted((a, b) => a - b) ?? null;
  const numThresholds = thresholds
    ? thresholds.length + 2
    : checkNumber(owner, "numThresholds", options.numThresholds ?? 200);
  if (numThresholds <= 1 || !Number.isInteger(numThresholds)) {
    throw new ValueError(
      `Cannot make AUC: expected numThresholds to be an integer > 1, received ${numThresholds}`,
    );
  }
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
