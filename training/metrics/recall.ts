/** Which part of what is there is predicted. */

import { type HitOptions, HitRate } from "./hit_rate.ts";

/**
 * Which part of what is there is predicted.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Recall();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 */
export class Recall extends HitRate {
  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(options: HitOptions = {}) {
    super("Recall", "falseNegatives", options);
  }
}
