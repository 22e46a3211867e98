/** Cosine decay. */

import { LearningRateSchedule, withDefaults } from "./schedule.ts";

/** The options of `CosineDecay`. */
export interface CosineDecayOptions {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** How many steps the decay takes, after the warm-up. */
  readonly decaySteps: number;
  /** What part of the learning rate is left at the end; 0 if not given. */
  readonly alpha?: number;
  /** Its name. */
  readonly name?: string;
  /** The learning rate that a warm-up leads to in a line; no warm-up if not given. */
  readonly warmupTarget?: number | null;
  /** How many steps the warm-up takes; 0 if not given. */
  readonly warmupSteps?: number;
}

/**
 * A line from the initial learning rate up to `warmupTarget`, then half a wave of the cosine down to `alpha` of it.
 *
 * Loshchilov, Hutter: SGDR, stochastic gradient descent with warm restarts (ICLR 2017).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { CosineDecay } = dg.optimizers.schedules;
 * const schedule = new CosineDecay({
 *   initialLearningRate: 0,
 *   warmupTarget: 0.1,
 *   warmupSteps: 10,
 *   decaySteps: 100,
 * });
 * assertAlmostEquals(schedule.at(5), 0.05);
 * assertAlmostEquals(schedule.at(10), 0.1);
 * assertAlmostEquals(schedule.at(60), 0.05);
 * ```
 */
export class CosineDecay extends LearningRateSchedule {
  readonly #options: Required<CosineDecayOptions>;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(options: CosineDecayOptions) {
    super(options, {
      initialLearningRate: {},
      decaySteps: { above: 0 },
      alpha: { default: 0 },
      name: { default: "CosineDecay" },
      warmupTarget: { default: null },
      warmupSteps: { default: 0 },
    });
    this.#options = withDefaults<CosineDecayOptions>({
      alpha: 0,
      name: "CosineDecay",
      warmupTarget: null,
      warmupSteps: 0,
    }, options);
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const { initialLearningRate, decaySteps, alpha } = this.#options;
    const { warmupTarget, warmupSteps } = this.#options;
    const top = warmupTarget ?? initialLearningRate;
    if (warmupTarget !== null && step < warmupSteps) {
      const part = step / warmupSteps;
      return initialLearningRate + part * (top - initialLearningRate);
    }
    const since = warmupTarget === null ? step : step - warmupSteps;
    return top * cosineLeft(Math.min(since, decaySteps) / decaySteps, alpha);
  }
}

/** The part that is left of 1 after a part of half a wave that ends at `alpha`. */
export function cosineLeft(part: number, alpha: number): number {
  return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * part)) + alpha;
}
