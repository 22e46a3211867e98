/** Schedules: learning rates that follow from the number of steps made. */

import { type Family, read, write } from "../../../config/family.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../../config/serialization.ts";
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
export * from "./schedule.ts";

const CLASSES = {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
};

const FAMILY: Family<LearningRateSchedule, never> = {
  kind: "schedule",
  base: LearningRateSchedule,
  module: "keras.optimizers.schedules",
  classes: CLASSES,
  aliases: {},
};

/** A schedule in Keras's object form. */
export function serialize(schedule: LearningRateSchedule): SerializedObject;
/** `null` for `null`. */
export function serialize(
  schedule: LearningRateSchedule | null,
): SerializedObject | null;
export function serialize(
  schedule: LearningRateSchedule | null,
): SerializedObject | null {
  return write(FAMILY, schedule);
}

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
 * class Halving extends schedules.LearningRateSchedule {
 *   constructor(options: { readonly start: number }) {
 *     super(options, { start: {} });
 *     this.start = options.start;
 *   }
 *   readonly start: number;
 *   override at(step: number): number {
 *     return this.start * 0.5 ** step;
 *   }
 * }
 * const object = schedules.serialize(new Halving({ start: 1 }));
 * assertEquals(schedules.deserialize(object, { Halving }).at(3), 0.125);
 * ```
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): LearningRateSchedule {
  return read(FAMILY, config, customObjects);
}
