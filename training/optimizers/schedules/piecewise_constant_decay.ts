/** A learning rate in steps. */

import { ValueError } from "../../../config/errors.ts";
import { checkOptions, quote } from "../../../config/checks.ts";
import type { Config } from "../../../config/serialization.ts";
import { LearningRateSchedule } from "./schedule.ts";

/** The options of `PiecewiseConstantDecay`. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each piece but the last, ascending. */
  readonly boundaries: readonly number[];
  /** The learning rate of each piece: one more than there are boundaries. */
  readonly values: readonly number[];
  /** Its name. */
  readonly name?: string;
}

/**
 * `values[i]` up to and including step `boundaries[i]`, the last value after the last boundary.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { PiecewiseConstantDecay } = dg.optimizers.schedules;
 * const schedule = new PiecewiseConstantDecay({
 *   boundaries: [100, 200],
 *   values: [0.1, 0.05, 0.01],
 * });
 * assertAlmostEquals(schedule.at(100), 0.1);
 * assertAlmostEquals(schedule.at(101), 0.05);
 * ```
 */
export class PiecewiseConstantDecay extends LearningRateSchedule {
  readonly #boundaries: readonly number[];
  readonly #values: readonly number[];

  /**
   * Reads the options.
   *
   * @throws {ValueError} if there is not one value more than there are boundaries, or one is no number.
   */
  constructor(options: PiecewiseConstantDecayOptions) {
    const known = ["boundaries", "values", "name"];
    checkOptions("PiecewiseConstantDecay", options, known, arguments);
    const { boundaries, values, ...rest } = options;
    super(rest, { name: { default: "PiecewiseConstant" } });
    const isRight = Array.isArray(boundaries) && Array.isArray(values) &&
      [...boundaries, ...values].every(Number.isFinite) &&
      values.length === boundaries.length + 1;
    if (!isRight) {
      throw new ValueError(
        `Cannot make PiecewiseConstantDecay: expected numbers, one more in values than in boundaries, received boundaries ${
          quote(boundaries)
        } and values ${quote(values)}`,
      );
    }
    this.#boundaries = [...boundaries];
    this.#values = [...values];
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const piece = this.#boundaries.findIndex((boundary) => step <= boundary);
    return this.#values.at(piece)!;
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      boundaries: [...this.#boundaries],
      values: [...this.#values],
      ...super.getConfig(),
    };
  }
}
