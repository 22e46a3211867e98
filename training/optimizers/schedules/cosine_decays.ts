/** Rates that fall along a cosine, once or again and again. */

import { nullable, number } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { LearningRateSchedule, name } from "./schedule.ts";

/** The options of `CosineDecay`. */
export interface CosineDecayOptions {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** How many steps the decay takes, after the warm-up. */
  readonly decaySteps: number;
  /** What part of the learning rate is left at the end; 0 if not given. */
  readonly alpha?: number;
  /** Its name. */
  readonly name?: string | null;
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
export class CosineDecay extends LearningRateSchedule<
  CosineDecayOptions,
  ["initialLearningRate", "decaySteps"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "initialLearningRate",
    "decaySteps",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    initialLearningRate: number(),
    decaySteps: number(undefined, { above: 0 }),
    alpha: number(0),
    name: name("CosineDecay"),
    warmupTarget: nullable(number()),
    warmupSteps: number(0),
  } satisfies Schema<CosineDecayOptions>;
  /** The learning rate at the beginning. */
  declare readonly initialLearningRate: number;
  /** How many steps the decay takes, after the warm-up. */
  declare readonly decaySteps: number;
  /** What part of the learning rate is left at the end. */
  declare readonly alpha: number;
  /** The learning rate that a warm-up leads to in a line. */
  declare readonly warmupTarget: number | null;
  /** How many steps the warm-up takes. */
  declare readonly warmupSteps: number;

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const {
      initialLearningRate,
      decaySteps,
      alpha,
      warmupTarget,
      warmupSteps,
    } = this;
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

/** The options of `CosineDecayRestarts`. */
export interface CosineDecayRestartsOptions {
  /** The learning rate at the beginning. */
  readonly initialLearningRate: number;
  /** How many steps the first decay takes. */
  readonly firstDecaySteps: number;
  /** How many times as long the next one takes; 2 if not given. */
  readonly tMul?: number;
  /** How many times as high the next one begins; 1 if not given. */
  readonly mMul?: number;
  /** What part of the learning rate is left at the end of each; 0 if not given. */
  readonly alpha?: number;
  /** Its name. */
  readonly name?: string | null;
}

/**
 * Half waves of the cosine, one after the other, each `tMul` times as long and `mMul` times as high as the one before.
 *
 * Loshchilov, Hutter: SGDR, stochastic gradient descent with warm restarts (ICLR 2017).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { CosineDecayRestarts } = dg.optimizers.schedules;
 * const schedule = new CosineDecayRestarts({
 *   initialLearningRate: 0.1,
 *   firstDecaySteps: 10,
 *   mMul: 0.5,
 * });
 * assertAlmostEquals(schedule.at(5), 0.05);
 * assertAlmostEquals(schedule.at(10), 0.05); // half as high,
 * assertAlmostEquals(schedule.at(20), 0.025); // twice as long
 * ```
 */
export class CosineDecayRestarts extends LearningRateSchedule<
  CosineDecayRestartsOptions,
  ["initialLearningRate", "firstDecaySteps"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "initialLearningRate",
    "firstDecaySteps",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    initialLearningRate: number(),
    firstDecaySteps: number(undefined, { above: 0 }),
    tMul: number(2, { above: 0 }),
    mMul: number(1),
    alpha: number(0),
    name: name("SGDRDecay"),
  } satisfies Schema<CosineDecayRestartsOptions>;
  /** The learning rate at the beginning. */
  declare readonly initialLearningRate: number;
  /** How many steps the first decay takes. */
  declare readonly firstDecaySteps: number;
  /** How many times as long the next one takes. */
  declare readonly tMul: number;
  /** How many times as high the next one begins. */
  declare readonly mMul: number;
  /** What part of the learning rate is left at the end of each. */
  declare readonly alpha: number;

  /** The learning rate after `step` steps. */
  override at(step: number): number {
    const { initialLearningRate, firstDecaySteps, alpha, tMul, mMul } = this;
    const done = step / firstDecaySteps;
    const round = roundOf(done, tMul);
    const part = (done - lengthOf(round, tMul)) / tMul ** round;
    const wave = mMul ** round * cosineLeft(part, 0);
    return initialLearningRate * ((1 - alpha) * wave + alpha);
  }
}

/** How long the first `rounds` waves are together, in lengths of the first: a geometric series. */
function lengthOf(rounds: number, tMul: number): number {
  return tMul === 1 ? rounds : (1 - tMul ** rounds) / (1 - tMul);
}

/** How many waves are over after `done` lengths of the first. */
function roundOf(done: number, tMul: number): number {
  if (tMul === 1) return Math.floor(done);
  const round = Math.floor(Math.log(1 - done * (1 - tMul)) / Math.log(tMul));
  // The quotient of logarithms may round to just below the integer at which a wave begins.
  return lengthOf(round + 1, tMul) <= done ? round + 1 : round;
}
