/** The area under the ROC or the precision-recall curve. */

import { describe } from "../../config/description.ts";
import { SHOWN } from "../../config/shown.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import {
  count,
  flag,
  isFiniteNumber,
  listOf,
  nullable,
  row,
} from "../../config/rows.ts";
import {
  type AnySchema,
  type OptionsArguments,
  refuse,
  type Row,
  type Schema,
} from "../../config/schema.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../../config/serialization.ts";
import {
  area,
  type Counts,
  type Curve,
  CURVES,
  type Summation,
  SUMMATIONS,
} from "./area.ts";
import type { Counting, Part } from "./confusion.ts";
import { ConfusionMetric } from "./confusion_metric.ts";
import type { Direction, MetricOptions } from "./metric.ts";
import { areEven, innerThresholds, thresholdCount } from "./thresholds.ts";

/**
 * The options of `AUC`.
 * @category Metrics
 */
export interface AUCOptions extends MetricOptions {
  /** How many thresholds there are, at equal distances; 200 if not given. */
  readonly numThresholds?: number;
  /** The true positive rate over the false positive rate (`"ROC"`), precision over recall (`"PR"`), or the gains of these over chance (`"PRGAIN"`); `"ROC"` if not given. */
  readonly curve?: Curve | Lowercase<Curve>;
  /** How high the curve is between thresholds; `"interpolation"` if not given. */
  readonly summationMethod?: Summation | Capitalize<Summation>;
  /** Thresholds of one's own, between 0 and 1. */
  readonly thresholds?: readonly number[] | null;
  /** Whether each label has an area of its own, of which the mean is taken; `false` if not given. */
  readonly multiLabel?: boolean;
  /** How many labels there are, if each has an area of its own. */
  readonly numLabels?: number | null;
  /** The weights of the labels; all are 1 if not given. */
  readonly labelWeights?: readonly number[] | null;
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
}

/**
 * The area under the ROC curve, or under the curve of precision over recall, approximated at thresholds. Under the ROC
 * curve, chance is 0.5.
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
 *
 * @category Metrics
 */
export class AUC extends ConfusionMetric<AUCOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    numThresholds: thresholdCount(2),
    curve: spelt<Curve, Lowercase<Curve>>(CURVES, "ROC"),
    summationMethod: spelt<Summation, Capitalize<Summation>>(
      SUMMATIONS,
      "interpolation",
    ),
    thresholds: ordered(),
    multiLabel: flag(false),
    numLabels: nullable(count()),
    labelWeights: nullable(weights()),
    fromLogits: flag(false),
  } satisfies Schema<AUCOptions, MetricOptions>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many thresholds there are. */
  declare readonly numThresholds: number;
  /** Which curve. */
  declare readonly curve: Curve;
  /** How high it is between thresholds. */
  declare readonly summationMethod: Summation;
  /** What predictions have to exceed: the first just below 0, the last just above 1. */
  declare readonly thresholds: readonly number[];
  /** Whether each label has an area of its own. */
  declare readonly multiLabel: boolean;
  /** How many labels there are; `null` where the first batch tells. */
  declare readonly numLabels: number | null;
  /** The weights of the labels; `null` where all are 1. */
  declare readonly labelWeights: readonly number[] | null;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  readonly #areGiven: boolean;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed, or there are `numLabels` without `multiLabel`.
   */
  constructor(...options: OptionsArguments<AUCOptions>) {
    super(...options);
    const { multiLabel, numLabels } = this;
    if (numLabels && !multiLabel) {
      const place = { action: "make AUC", owner: "AUC", option: "numLabels" };
      refuse(place, "given only if multiLabel is true", numLabels);
    }
    this.#areGiven = this.thresholds.length > 0;
    this.thresholds = this.counting().thresholds;
    this.numThresholds = this.thresholds.length;
    if (multiLabel && numLabels) this.build([numLabels]);
  }

  /** The thresholds that are given, else even ones. */
  protected override counting(): Counting {
    const { thresholds: given, multiLabel, labelWeights, fromLogits } = this;
    const areGiven = given.length > 0;
    return {
      thresholds: areGiven
        ? given
        : enclosed(innerThresholds(this.numThresholds)),
      isEven: !areGiven || areEven([0, ...given.slice(1, -1), 1]),
      isMultiLabel: multiLabel,
      labelWeights: multiLabel ? null : labelWeights,
      fromLogits,
    };
  }

  /** The area. */
  protected override compute(): Tensor {
    const { curve, summationMethod, multiLabel, labelWeights } = this;
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

  /** Its class, and its options that are not as usual; the thresholds only where they were given. */
  override [SHOWN](): string {
    return describe(
      this,
      this.#areGiven ? { numThresholds: undefined } : { thresholds: [] },
    );
  }

  /** Keras's arguments; the thresholds only where they were given. */
  override getConfig(): Config {
    const { thresholds, ...config } = super.getConfig();
    return this.#areGiven ? { ...config, thresholds } : config;
  }
}

const numbers = listOf("finite numbers", isFiniteNumber);

/** One of a few names, as it is or as `Other` writes it. */
function spelt<Name extends string, Other extends string>(
  names: readonly Name[],
  usual: Name,
): Row<Name | Other, Name> {
  return row(
    `one of ${names.map((name) => `"${name}"`).join(", ")}`,
    // Keras takes "roc" for "ROC", and "Majoring" for "majoring".
    (value) =>
      names.find((name) =>
        [name, name.toLowerCase(), name[0].toUpperCase() + name.slice(1)]
          .some((spelling) => spelling === value)
      ),
    usual,
  );
}

/** Thresholds in order, with one just below 0 before and one just above 1 behind them; `[]` where none are given. */
function ordered(): Row<readonly number[] | null, readonly number[]> {
  return {
    read: (value, place) =>
      value === undefined || value === null
        ? []
        : enclosed(numbers.read(value, place).toSorted((a, b) => a - b)),
    write: (all) => all.slice(1, -1),
  };
}

function enclosed(inner: readonly number[]): readonly number[] {
  return [-EPSILON, ...inner, 1 + EPSILON];
}

/** Numbers, or a tensor of them as Keras's configs have it. */
function weights(): Row<readonly number[]> {
  return {
    read: (value, place) => numbers.read(tensorValue(value), place),
    write: (value): ObjectConfig => ({
      class_name: "__tensor__",
      config: { value: [...value], dtype: "float32" },
    }),
  };
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
