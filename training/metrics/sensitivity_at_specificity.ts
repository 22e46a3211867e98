/** The highest sensitivity where the specificity is high enough. */

import {
  ConstrainedRate,
  type ConstrainedRateOptions,
  SENSITIVITY,
  SPECIFICITY,
} from "./constrained_rate.ts";

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
    super("SensitivityAtSpecificity", options, {
      constraint: "specificity",
      constrained: SPECIFICITY,
      dependent: SENSITIVITY,
    });
  }
}
