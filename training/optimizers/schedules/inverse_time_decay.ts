/** Inverse-time decay. */

import { Decay, type DecayOptions } from "./decay.ts";

/** `initialLearningRate / (1 + decayRate step / decaySteps)`. */
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
