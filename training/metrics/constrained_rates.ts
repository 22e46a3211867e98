/** The best of one rate at thresholds where another is high enough. */

import { greaterEqual, where, x, y } from "../../autograd/formula.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { input } from "../../backends/expr.ts";
import { integer, nullable, number } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import { divideNoNan } from "../losses/reduction.ts";
import type { Counting, Part } from "./confusion.ts";
import { ConfusionMetric } from "./confusion_metric.ts";
import type { Direction, MetricOptions } from "./metric.ts";
import { innerThresholds, thresholdCount } from "./thresholds.ts";

/**
 * The options of these metrics, besides the rate that has to be reached.
 * @category Metrics
 */
export interface ConstrainedRateOptions extends MetricOptions {
  /** How many thresholds there are between 0 and 1; 200 if not given. */
  readonly numThresholds?: number;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
}

/**
 * A rate: the first cell of the confusion matrix over the sum of both.
 * @category Metrics
 */
export type Rate = readonly [Part, Part];

// True positives over positives, which is also recall.
const SENSITIVITY: Rate = ["truePositives", "falseNegatives"];
// True negatives over negatives.
const SPECIFICITY: Rate = ["trueNegatives", "falsePositives"];
// True positives over predicted positives.
const PRECISION: Rate = ["truePositives", "falsePositives"];

/**
 * The rate that has to be reached, and the rate that is the result.
 * @category Metrics
 */
export interface Rates {
  /** The rate that has to be reached. */
  readonly constrained: Rate;
  /** How high it has to be. */
  readonly least: number;
  /** The rate that is the result. */
  readonly dependent: Rate;
}

const best = where(greaterEqual(x, input(2)), y, 0);

/**
 * The highest of one rate where another is high enough; 0 where it is nowhere.
 * @category Metrics
 */
export abstract class ConstrainedRate<Options extends ConstrainedRateOptions>
  extends ConfusionMetric<Options> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    numThresholds: thresholdCount(1),
    classId: nullable(integer()),
  } satisfies Schema<ConstrainedRateOptions, MetricOptions>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many thresholds there are between 0 and 1. */
  declare readonly numThresholds: number;
  /** The only class that counts; `null` where all do. */
  declare readonly classId: number | null;

  /** The two rates, and how high the first has to be. */
  protected abstract get rates(): Rates;

  /** Thresholds from 0 to 1; a single one is in the middle. */
  protected override counting(): Counting {
    const { numThresholds, classId } = this;
    const isEven = numThresholds > 1;
    const thresholds = isEven
      ? [0, ...innerThresholds(numThresholds), 1]
      : [0.5];
    return { thresholds, isEven, classId };
  }

  /** The highest rate. */
  protected override compute(): Tensor {
    const { constrained, least, dependent } = this.rates;
    const inputs = [this.#rate(constrained), this.#rate(dependent), least];
    return max(elementwise(best, inputs));
  }

  #rate([part, other]: Rate): Tensor {
    const count = this.read(part);
    return divideNoNan(count, add(count, this.read(other)));
  }
}

function share(): Row<number> {
  return number(undefined, { least: 0, most: 1 });
}

/**
 * The options of `PrecisionAtRecall`.
 * @category Metrics
 */
export interface PrecisionAtRecallOptions extends ConstrainedRateOptions {
  /** How high the recall has to be, from 0 to 1. */
  readonly recall: number;
}

/**
 * The highest precision at thresholds where the recall is high enough; 0 where it is at none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.PrecisionAtRecall({ recall: 0.5 });
 * metric.updateState(dg.tensor([0, 0, 0, 1, 1]), dg.tensor([0, 0.3, 0.8, 0.3, 0.8]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class PrecisionAtRecall
  extends ConstrainedRate<PrecisionAtRecallOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    recall: share(),
  } satisfies Schema<PrecisionAtRecallOptions, ConstrainedRateOptions>;
  /** How high the recall has to be. */
  declare readonly recall: number;

  /** The two rates. */
  protected override get rates(): Rates {
    const least = this.recall;
    return { constrained: SENSITIVITY, least, dependent: PRECISION };
  }
}

/**
 * The options of `RecallAtPrecision`.
 * @category Metrics
 */
export interface RecallAtPrecisionOptions extends ConstrainedRateOptions {
  /** How high the precision has to be, from 0 to 1. */
  readonly precision: number;
}

/**
 * The highest recall at thresholds where the precision is high enough; 0 where it is at none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.RecallAtPrecision({ precision: 0.5 });
 * metric.updateState(dg.tensor([0, 0, 0, 1, 1]), dg.tensor([0, 0.3, 0.8, 0.3, 0.8]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class RecallAtPrecision
  extends ConstrainedRate<RecallAtPrecisionOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    precision: share(),
  } satisfies Schema<RecallAtPrecisionOptions, ConstrainedRateOptions>;
  /** How high the precision has to be. */
  declare readonly precision: number;

  /** The two rates. */
  protected override get rates(): Rates {
    const least = this.precision;
    return { constrained: PRECISION, least, dependent: SENSITIVITY };
  }
}

/**
 * The options of `SensitivityAtSpecificity`.
 * @category Metrics
 */
export interface SensitivityAtSpecificityOptions
  extends ConstrainedRateOptions {
  /** How high the specificity has to be, from 0 to 1. */
  readonly specificity: number;
}

/**
 * The highest sensitivity at thresholds where the specificity is high enough; 0 where it is at none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SensitivityAtSpecificity({ specificity: 0.5 });
 * metric.updateState(dg.tensor([0, 0, 0, 1, 1]), dg.tensor([0, 0.3, 0.8, 0.3, 0.8]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class SensitivityAtSpecificity
  extends ConstrainedRate<SensitivityAtSpecificityOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    specificity: share(),
  } satisfies Schema<SensitivityAtSpecificityOptions, ConstrainedRateOptions>;
  /** How high the specificity has to be. */
  declare readonly specificity: number;

  /** The two rates. */
  protected override get rates(): Rates {
    const least = this.specificity;
    return { constrained: SPECIFICITY, least, dependent: SENSITIVITY };
  }
}

/**
 * The options of `SpecificityAtSensitivity`.
 * @category Metrics
 */
export interface SpecificityAtSensitivityOptions
  extends ConstrainedRateOptions {
  /** How high the sensitivity has to be, from 0 to 1. */
  readonly sensitivity: number;
}

/**
 * The highest specificity at thresholds where the sensitivity is high enough; 0 where it is at none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SpecificityAtSensitivity({ sensitivity: 0.5 });
 * metric.updateState(dg.tensor([0, 0, 0, 1, 1]), dg.tensor([0, 0.3, 0.8, 0.3, 0.8]));
 * assertAlmostEquals(await metric.result().item(), 2 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class SpecificityAtSensitivity
  extends ConstrainedRate<SpecificityAtSensitivityOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    sensitivity: share(),
  } satisfies Schema<SpecificityAtSensitivityOptions, ConstrainedRateOptions>;
  /** How high the sensitivity has to be. */
  declare readonly sensitivity: number;

  /** The two rates. */
  protected override get rates(): Rates {
    const least = this.sensitivity;
    return { constrained: SENSITIVITY, least, dependent: SPECIFICITY };
  }
}
