/** The highest specificity where the sensitivity is high enough. */

import {
  ConstrainedRate,
  type ConstrainedRateOptions,
  SENSITIVITY,
  SPECIFICITY,
} from "./constrained_rate.ts";

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
    super("SpecificityAtSensitivity", options, {
      constraint: "sensitivity",
      constrained: SENSITIVITY,
      dependent: SPECIFICITY,
    });
  }
}
