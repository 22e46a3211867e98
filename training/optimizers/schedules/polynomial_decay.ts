/** Polynomial decay. */

import { flag, number } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { LearningRateSchedule, name } from "./schedule.ts";

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
  readonly name?: string | null;
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
export class PolynomialDecay extends LearningRateSchedule<
  PolynomialDecayOptions,
  ["initialLearningRate", "decaySteps", "endLearningRate"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "initialLearningRate",
    "decaySteps",
    "endLearningRate",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    initialLearningRate: number(),
    decaySteps: number(undefined, { above: 0 }),
    endLearningRate: number(0.0001),
    power: number(1),
    cycle: flag(false),
    name: name("PolynomialDecay"),
  } satisfies Schema<PolynomialDecayOptions>;
  /** The learning rate at the beginning. */
  declare readonly initialLearningRate: number;
  /** The step at which the decay ends. */
  declare readonly decaySteps: number;
  /** The learning rate at the end. */
  declare readonly endLearningRate: number;
  /** The power of the part that is left. */
  declare readonly power: number;
  /** Whether to begin again, each time for a further `decaySteps`. */
  declare readonly cycle: boolean;

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle } =
      this;
    const rounds = cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1;
    const end = decaySteps * rounds;
    const left = 1 - Math.min(step, end) / end;
    return (initialLearningRate - endLearningRate) * left ** power +
      endLearningRate;
  }
}
