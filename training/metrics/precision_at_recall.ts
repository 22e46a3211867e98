/** The highest precision where the recall is high enough. */

import {
  ConstrainedRate,
  type ConstrainedRateOptions,
  PRECISION,
  SENSITIVITY,
} from "./constrained_rate.ts";

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
    super("PrecisionAtRecall", options, {
      constraint: "recall",
      constrained: SENSITIVITY,
      dependent: PRECISION,
    });
  }
}
