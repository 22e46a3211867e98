/** Rates that fall by a constant factor, or with the inverse of the step. */

import { checkArgumentCount } from "../../../config/options.ts";
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
    checkArgumentCount("make ExponentialDecay", arguments, 1);
    super(options, "ExponentialDecay");
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    return this.initialLearningRate * this.decayRate ** this.periods(step);
  }
}

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
    checkArgumentCount("make InverseTimeDecay", arguments, 1);
    super(options, "InverseTimeDecay");
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    return this.initialLearningRate / (1 + this.decayRate * this.periods(step));
  }
}
