/** How often what is not predicted is there. */

import { Count, type CountOptions } from "./count.ts";

/**
 * How often what is not predicted is there.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.FalseNegatives();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 2);
 * ```
 */
export class FalseNegatives extends Count {
  /**
   * Sets the thresholds.
   *
   * @throws {ValueError} if one is not from 0 to 1.
   */
  constructor(options: CountOptions = {}) {
    super("FalseNegatives", "falseNegatives", options);
  }
}
