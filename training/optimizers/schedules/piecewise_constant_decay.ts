/** A learning rate in steps. */

import { quote, ValueError } from "../../../config/errors.ts";
import { isFiniteNumber, listOf } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { LearningRateSchedule, name } from "./schedule.ts";

const numbers = listOf("finite numbers", isFiniteNumber);

/** The options of `PiecewiseConstantDecay`. */
export interface PiecewiseConstantDecayOptions {
  /** The last step of each piece but the last, ascending. */
  readonly boundaries: readonly number[];
  /** The learning rate of each piece: one more than there are boundaries. */
  readonly values: readonly number[];
  /** Its name. */
  readonly name?: string | null;
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
export class PiecewiseConstantDecay extends LearningRateSchedule<
  PiecewiseConstantDecayOptions,
  ["boundaries", "values"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "boundaries",
    "values",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    boundaries: numbers,
    values: numbers,
    name: name("PiecewiseConstant"),
  } satisfies Schema<PiecewiseConstantDecayOptions>;
  /** The last step of each piece but the last. */
  declare readonly boundaries: readonly number[];
  /** The learning rate of each piece. */
  declare readonly values: readonly number[];

  /**
   * Checks the options together.
   *
   * @throws {ValueError} if there is not one value more than there are boundaries.
   */
  protected override checkOptions(): void {
    const { boundaries, values } = this;
    if (values.length === boundaries.length + 1) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected numbers, one more in values than in boundaries, received boundaries ${
        quote(boundaries)
      } and values ${quote(values)}`,
    );
  }

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const piece = this.boundaries.findIndex((boundary) => step <= boundary);
    return this.values.at(piece)!;
  }
}
