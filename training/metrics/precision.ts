/** Which part of what is predicted is there. */

import { type HitOptions, HitRate } from "./hit_rate.ts";

/**
 * Which part of what is predicted is there.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Precision();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-6);
 * ```
 */
export class Precision extends HitRate {
  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(options: HitOptions = {}) {
    super("Precision", "falsePositives", options);
  }
}
