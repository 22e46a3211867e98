/** What exponential and inverse-time decay have in common. */

import { LearningRateSchedule } from "./schedule.ts";

/** The options of `ExponentialDecay` and `InverseTimeDecay`. */
export interface DecayOptions {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** How many steps the rate of decay is for. */
  readonly decaySteps: number;
  /** The rate of decay. */
  readonly decayRate: number;
  /** Whether to decay at the end of each so many steps only; `false` if not given. */
  readonly staircase?: boolean;
  /** Its name. */
  readonly name?: string;
}

/** A schedule that decays by a rate for each so many steps. */
export abstract class Decay extends LearningRateSchedule {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** The rate of decay. */
  readonly decayRate: number;
  readonly #decaySteps: number;
  readonly #staircase: boolean;

  /** Checks the options. */
  constructor(options: DecayOptions, name: string) {
    super(options, {
      initialLearningRate: {},
      decaySteps: { above: 0 },
      decayRate: {},
      staircase: { default: false },
      name: { default: name },
    });
    this.initialLearningRate = options.initialLearningRate;
    this.decayRate = options.decayRate;
    this.#decaySteps = options.decaySteps;
    this.#staircase = options.staircase ?? false;
  }

  /** How many times `decaySteps` steps have been made. */
  protected periods(step: number): number {
    const periods = step / this.#decaySteps;
    return this.#staircase ? Math.floor(periods) : periods;
  }
}
