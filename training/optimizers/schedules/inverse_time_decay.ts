/** Inverse-time decay. */

import { Decay, type DecayOptions } from "./decay.ts";

/**
 * `initialLearningRate / (1 + decayRate step / decaySteps)`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { InverseTimeDecay } = dg.optimizers.schedules;
 * const schedule = new InverseTimeDecay({
 *   initialLearningRate: 0.1,
 *   decaySteps: 10,
 *   decayRate: 1,
 * });
 * assertAlmostEquals(schedule.at(10), 0.05);
 * ```
 */
export class InverseTimeDecay extends Decay {
  /**
   * Reads the options.
   *
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(options: DecayOptions) {
    super(options, "InverseTimeDecay");
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    return this.initialLearningRate / (1 + this.decayRate * this.periods(step));
  }
}
