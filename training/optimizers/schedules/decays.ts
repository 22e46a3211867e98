/** Rates that fall by a constant factor, or with the inverse of the step. */

import { flag, number } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { LearningRateSchedule, name } from "./schedule.ts";

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
  readonly name?: string | null;
}

/** A schedule that decays by a rate for each so many steps. */
export abstract class Decay extends LearningRateSchedule<
  DecayOptions,
  ["initialLearningRate", "decaySteps", "decayRate"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "initialLearningRate",
    "decaySteps",
    "decayRate",
  ];
  /** The rows of its options, but the name. */
  static override readonly schema: AnySchema = {
    initialLearningRate: number(),
    decaySteps: number(undefined, { above: 0 }),
    decayRate: number(),
    staircase: flag(false),
  } satisfies Schema<Omit<DecayOptions, "name">>;
  /** The learning rate at the beginning. */
  declare readonly initialLearningRate: number;
  /** How many steps the rate of decay is for. */
  declare readonly decaySteps: number;
  /** The rate of decay. */
  declare readonly decayRate: number;
  /** Whether to decay at the end of each so many steps only. */
  declare readonly staircase: boolean;

  /** How many times `decaySteps` steps have been made. */
  protected periods(step: number): number {
    const periods = step / this.decaySteps;
    return this.staircase ? Math.floor(periods) : periods;
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
  /** The row of its name. */
  static override readonly schema: AnySchema = {
    name: name("ExponentialDecay"),
  } satisfies Schema<Pick<DecayOptions, "name">>;

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
  /** The row of its name. */
  static override readonly schema: AnySchema = {
    name: name("InverseTimeDecay"),
  } satisfies Schema<Pick<DecayOptions, "name">>;

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    return this.initialLearningRate / (1 + this.decayRate * this.periods(step));
  }
}
