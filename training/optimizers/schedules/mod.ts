/** Schedules: learning rates that follow from the number of steps made. */

import {
  type Deserialize,
  family,
  type Serialize,
} from "../../../config/family.ts";
import { CosineDecay, CosineDecayRestarts } from "./cosine_decays.ts";
import { ExponentialDecay, InverseTimeDecay } from "./decays.ts";
import { PiecewiseConstantDecay } from "./piecewise_constant_decay.ts";
import { PolynomialDecay } from "./polynomial_decay.ts";
import { LearningRateSchedule } from "./schedule.ts";

export {
  CosineDecay,
  type CosineDecayOptions,
  CosineDecayRestarts,
  type CosineDecayRestartsOptions,
} from "./cosine_decays.ts";
export * from "./decays.ts";
export * from "./piecewise_constant_decay.ts";
export * from "./polynomial_decay.ts";
export { LearningRateSchedule } from "./schedule.ts";

const schedules = family<LearningRateSchedule, LearningRateSchedule>({
  kind: "schedule",
  base: LearningRateSchedule,
  module: "keras.optimizers.schedules",
  classes: {
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
  },
  others: { LearningRateSchedule },
});

/** A schedule in Keras's object form. */
export const serialize: Serialize<LearningRateSchedule> = schedules.serialize;

/**
 * The schedule that Keras's object form means; classes of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if there is none of its name.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const { schedules } = dg.optimizers;
 * class Halving extends schedules.LearningRateSchedule<{ start: number }> {
 *   static override readonly schema = { start: dg.options.number() };
 *   declare readonly start: number;
 *   override at(step: number): number {
 *     return this.start * 0.5 ** step;
 *   }
 * }
 * const object = schedules.serialize(new Halving({ start: 1 }));
 * assertEquals(schedules.deserialize(object, { Halving }).at(3), 0.125);
 * ```
 */
export const deserialize: Deserialize<LearningRateSchedule> =
  schedules.deserialize;
