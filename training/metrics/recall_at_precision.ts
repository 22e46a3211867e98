/** The highest recall where the precision is high enough. */

import {
  ConstrainedRate,
  type ConstrainedRateOptions,
  PRECISION,
  SENSITIVITY,
} from "./constrained_rate.ts";

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
    super("RecallAtPrecision", options, {
      constraint: "precision",
      constrained: PRECISION,
      dependent: SENSITIVITY,
    });
  }
}
