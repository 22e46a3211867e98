/** Schedules: learning rates that follow from the number of steps made. */

import {
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
  unknownIdentifier,
} from "../../../layers/serialization.ts";
import { CosineDecay } from "./cosine_decay.ts";
import { CosineDecayRestarts } from "./cosine_decay_restarts.ts";
import { ExponentialDecay } from "./exponential_decay.ts";
import { InverseTimeDecay } from "./inverse_time_decay.ts";
import { PiecewiseConstantDecay } from "./piecewise_constant_decay.ts";
import { PolynomialDecay } from "./polynomial_decay.ts";
import type { LearningRateSchedule } from "./schedule.ts";

export { CosineDecay, type CosineDecayOptions } from "./cosine_decay.ts";
export * from "./cosine_decay_restarts.ts";
export * from "./decay.ts";
export * from "./exponential_decay.ts";
export * from "./inverse_time_decay.ts";
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

/** A schedule in Keras's object form. */
export function serialize(schedule: LearningRateSchedule): SerializedObject {
  const { name } = schedule.constructor;
  const isOwn = !Object.hasOwn(CLASSES, name);
  return {
    module: isOwn ? null : "keras.optimizers.schedules",
    class_name: name,
    config: schedule.getConfig(),
    registered_name: isOwn ? name : null,
  };
}

/**
 * The schedule that Keras's object form means.
 *
 * @throws {ValueError} if there is none of its name.
 */
export function deserialize(config: ObjectConfig): LearningRateSchedule {
  const name = isObjectConfig(config) ? config.class_name : "";
  if (!Object.hasOwn(CLASSES, name)) {
    throw unknownIdentifier("schedule", config, Object.keys(CLASSES));
  }
  const args = config.config ?? {};
  const known = CLASSES[name as keyof typeof CLASSES];
  return known.fromConfig<LearningRateSchedule>(
    typeof args === "string" ? {} : args,
  );
}
