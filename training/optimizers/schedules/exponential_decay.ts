/** Exponential decay. */

import { Decay, type DecayOptions } from "./decay.ts";

/**
 * `initialLearningRate decayRate^(step / decaySteps)`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { ExponentialDecay } = dg.optimizers.schedules;
 * const schedule = new ExponentialDecay({
 *   initialLearningRate: 0.1,
 *   decaySteps: 100,
 *   decayRate: 0.5,
 * });
 * assertAlmostEquals(schedule.at(200), 0.025);
 * const optimizer = new dg.optimizers.SGD({ learningRate: schedule });
 * assertAlmostEquals(optimizer.learningRate, 0.1);
 * ```
 */
export class ExponentialDecay extends Decay {
  /**
   * Reads the options.
   *
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(options: DecayOptions) {
    super(options, "ExponentialDecay");
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    return this.initialLearningRate * this.decayRate ** this.periods(step);
  }
}
