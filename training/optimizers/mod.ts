/**
 * Optimizers: how variables are changed so that a loss falls.
 *
 * @module
 */

import { find, write } from "../../config/family.ts";
import {
  type CustomObjects,
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
} from "../../config/serialization.ts";
import {
  BASIC,
  familyOf,
  inKnownCase,
  type OptimizerClass,
  readOptimizer,
} from "./family.ts";
import { LossScaleOptimizer } from "./loss_scale_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./adadelta.ts";
export * from "./adagrad.ts";
export * from "./adam_optimizers.ts";
export * from "./adamax.ts";
export * from "./lamb.ts";
export * from "./lion.ts";
export * from "./loss_scale_optimizer.ts";
export * from "./nadam.ts";
export * from "./optimizer.ts";
export type { OptimizerClass } from "./family.ts";
export type { Guard } from "./guard.ts";
export type { LearningRate } from "./learning_rate.ts";
export type { CountedNumber } from "./counted_number.ts";
export type { OptimizerOptions, Settings } from "./options.ts";
export * from "./rmsprop.ts";
/** Learning rates that follow from the number of steps made. */
export * as schedules from "./schedules/mod.ts";
export type { LearningRateSchedule } from "./schedules/schedule.ts";
export * from "./sgd.ts";
export type { OptimizerState, SavedVariable } from "./state.ts";
export type { Terms } from "./step_formulas.ts";
export type { DecayExclusions } from "./weight_decay.ts";

/** Keras's names of the classes. */
export type OptimizerClassName =
  | "Adadelta"
  | "Adagrad"
  | "Adam"
  | "AdamW"
  | "Adamax"
  | "Lamb"
  | "Lion"
  | "LossScaleOptimizer"
  | "Nadam"
  | "RMSprop"
  | "SGD";

/** The same in lower case. */
export type OptimizerAlias = Lowercase<OptimizerClassName>;

/** The names by which optimizers are found. */
export type OptimizerName = OptimizerClassName | OptimizerAlias;

/** What may stand for an optimizer. */
export type OptimizerIdentifier =
  | OptimizerName
  | ObjectConfig
  | Optimizer
  | OptimizerClass;

const FAMILY = familyOf({ ...BASIC, LossScaleOptimizer });

/**
 * The optimizer that an identifier means, `null` for none.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dg.optimizers.get("adam").learningRate, 0.001);
 * ```
 */
export function get(identifier: OptimizerIdentifier): Optimizer;
/** `null` for `null`. */
export function get(
  identifier: OptimizerIdentifier | null | undefined,
): Optimizer | null;
export function get(
  identifier: OptimizerIdentifier | null | undefined,
): Optimizer | null {
  if (isObjectConfig(identifier)) return readOptimizer(FAMILY, identifier);
  return find(
    FAMILY,
    typeof identifier === "string"
      ? inKnownCase(FAMILY, identifier)
      : identifier,
  );
}

/** An optimizer in Keras's object form; its state is not part of it. */
export function serialize(optimizer: Optimizer): SerializedObject;
/** `null` for `null`. */
export function serialize(optimizer: Optimizer | null): SerializedObject | null;
export function serialize(
  optimizer: Optimizer | null,
): SerializedObject | null {
  return write(FAMILY, optimizer);
}

/**
 * The optimizer that Keras's object form means; optimizers, schedules and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Optimizer {
  return readOptimizer(FAMILY, config, customObjects);
}
