/** Polynomial decay. */

import { checkArgumentCount } from "../../../config/options.ts";
import { LearningRateSchedule, withDefaults } from "./schedule.ts";

/** The options of `PolynomialDecay`. */
export interface PolynomialDecayOptions {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** The step at which the decay ends. */
  readonly decaySteps: number;
  /** The learning rate at the end; 0.0001 if not given. */
  readonly endLearningRate?: number;
  /** The power of the part that is left; 1, which is a line, if not given. */
  readonly power?: number;
  /** Whether to begin again, each time for a further `decaySteps`; `false` if not given. */
  readonly cycle?: boolean;
  /** Its name. */
  readonly name?: string;
}

/**
 * `(initialLearningRate - endLearningRate) (1 - step / decaySteps)^power + endLearningRate`, and then the end.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { PolynomialDecay } = dg.optimizers.schedules;
 * const schedule = new PolynomialDecay({
 *   initialLearningRate: 0.1,
 *   decaySteps: 100,
 *   endLearningRate: 0,
 *   power: 2,
 * });
 * assertAlmostEquals(schedule.at(50), 0.025);
 * ```
 */
export class PolynomialDecay extends LearningRateSchedule {
  readonly #options: Required<PolynomialDecayOptions>;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(options: PolynomialDecayOptions) {
    checkArgumentCount("make PolynomialDecay", arguments, 1);
    const defaults = {
      endLearningRate: 0.0001,
      power: 1,
      cycle: false,
      name: "PolynomialDecay",
    };
    super(options, {
      initialLearningRate: {},
      decaySteps: { above: 0 },
      endLearningRate: { default: defaults.endLearningRate },
      power: { default: defaults.power },
      cycle: { default: defaults.cycle },
      name: { default: defaults.name },
    });
    this.#options = withDefaults<PolynomialDecayOptions>(defaults, options);
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const { initialLearningRate, endLearningRate, power, cycle } =
      this.#options;
    const { decaySteps } = this.#options;
    const rounds = cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1;
    const end = decaySteps * rounds;
    const left = 1 - Math.min(step, end) / end;
    return (initialLearningRate - endLearningRate) * left ** power +
      endLearningRate;
  }
}
