/** The best of one rate at thresholds where another is high enough. */

import { MOST_THRESHOLDS, toInteger, toSize } from "./sizes.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import { greaterEqual, where, x, y } from "../../autograd/formula.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { defaultName } from "../../variables/naming.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { Part } from "./confusion.ts";
import { ALL_PARTS, ConfusionMetric } from "./confusion_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";
import { divideNoNan } from "./quotient.ts";
import { innerThresholds } from "./thresholds.ts";

/** The options of these metrics, besides the rate that has to be reached. */
export interface ConstrainedRateOptions extends MetricOptions {
  /** How many thresholds there are between 0 and 1; 200 if not given. */
  readonly numThresholds?: number;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
}

/** A rate: the share of the first in the two. */
export type Rate = readonly [Part, Part];

/** Which part of what is there is predicted. */
export const SENSITIVITY: Rate = ["truePositives", "falseNegatives"];
/** Which part of what is not there is not predicted. */
export const SPECIFICITY: Rate = ["trueNegatives", "falsePositives"];
/** Which part of what is predicted is there. */
export const PRECISION: Rate = ["truePositives", "falsePositives"];

/** The rate that has to be reached, by its name, and the one that is the result. */
export interface Rates {
  /** The option that says how high it has to be. */
  readonly constraint: string;
  /** The rate that has to be reached. */
  readonly constrained: Rate;
  /** The rate that is the result. */
  readonly dependent: Rate;
}

const KNOWN = [...METRIC_OPTIONS, "numThresholds", "classId"];
const best = where(greaterEqual(x, input(2)), y, 0);

/** The highest of one rate where another is high enough; 0 where it is nowhere. */
export abstract class ConstrainedRate extends ConfusionMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  readonly #rates: Rates;
  readonly #least: number;
  readonly #numThresholds: number;
  readonly #classId: number | null;

  /**
   * Sets the rates, and how high the one has to be.
   *
   * @throws {ValueError} if that is not from 0 to 1, or there are no thresholds.
   */
  constructor(owner: string, options: ConstrainedRateOptions, rates: Rates) {
    const { constraint } = rates;
    checkOptions(owner, options, [...KNOWN, constraint]);
    const { numThresholds = 200, classId = null } = options;
    const given: Readonly<Record<string, unknown>> = { ...options };
    const least = checkNumber(owner, constraint, given[constraint]);
    if (least < 0 || least > 1) {
      throw new ValueError(
        `Cannot make ${owner}: expected ${constraint} in [0, 1], received ${least}`,
      );
    }
    if (classId !== null) toInteger(owner, "classId", classId);
    const thresholds = evenThresholds(owner, numThresholds);
    const isEven = thresholds.length > 1;
    const counting = { thresholds, isEven, classId };
    const name = options.name ?? defaultName(owner);
    super(name, options, counting, ALL_PARTS);
    this.#rates = rates;
    this.#least = least;
    this.#numThresholds = numThresholds;
    this.#classId = classId;
  }

  /** The highest rate. */
  protected override compute(): Tensor {
    const { constrained, dependent } = this.#rates;
    const inputs = [this.#rate(constrained), this.#rate(dependent)];
    return max(elementwise(best, [...inputs, this.#least]));
  }

  #rate([part, other]: Rate): Tensor {
    const count = this.read(part);
    return divideNoNan(count, add(count, this.read(other)));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      num_thresholds: this.#numThresholds,
      class_id: this.#classId,
      [this.#rates.constraint]: this.#least,
    };
  }
}

function evenThresholds(owner: string, count: number): readonly number[] {
  toSize(owner, "numThresholds", count, [1, MOST_THRESHOLDS]);
  return count === 1 ? [0.5] : [0, ...innerThresholds(count), 1];
}

/** The options of `PrecisionAtRecall`. */
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
 */
export class PrecisionAtRecall extends ConstrainedRate {
  /**
   * Sets how high the recall has to be.
   *
   * @throws {ValueError} if that is not from 0 to 1, or there are no thresholds.
   */
  constructor(options: PrecisionAtRecallOptions) {
    checkArgumentCount("make PrecisionAtRecall", arguments, 1);
    super("PrecisionAtRecall", options, {
      constraint: "recall",
      constrained: SENSITIVITY,
      dependent: PRECISION,
    });
  }
}

/** The options of `RecallAtPrecision`. */
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
 */
export class RecallAtPrecision extends ConstrainedRate {
  /**
   * Sets how high the precision has to be.
   *
   * @throws {ValueError} if that is not from 0 to 1, or there are no thresholds.
   */
  constructor(options: RecallAtPrecisionOptions) {
    checkArgumentCount("make RecallAtPrecision", arguments, 1);
    super("RecallAtPrecision", options, {
      constraint: "precision",
      constrained: PRECISION,
      dependent: SENSITIVITY,
    });
  }
}

/** The options of `SensitivityAtSpecificity`. */
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
 */
export class SensitivityAtSpecificity extends ConstrainedRate {
  /**
   * Sets how high the specificity has to be.
   *
   * @throws {ValueError} if that is not from 0 to 1, or there are no thresholds.
   */
  constructor(options: SensitivityAtSpecificityOptions) {
    checkArgumentCount("make SensitivityAtSpecificity", arguments, 1);
    super("SensitivityAtSpecificity", options, {
      constraint: "specificity",
      constrained: SPECIFICITY,
      dependent: SENSITIVITY,
    });
  }
}

/** The options of `SpecificityAtSensitivity`. */
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
 */
export class SpecificityAtSensitivity extends ConstrainedRate {
  /**
   * Sets how high the sensitivity has to be.
   *
   * @throws {ValueError} if that is not from 0 to 1, or there are no thresholds.
   */
  constructor(options: SpecificityAtSensitivityOptions) {
    checkArgumentCount("make SpecificityAtSensitivity", arguments, 1);
    super("SpecificityAtSensitivity", options, {
      constraint: "sensitivity",
      constrained: SENSITIVITY,
      dependent: SPECIFICITY,
    });
  }
}
