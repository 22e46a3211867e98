/**
 * Optimizers: how variables are changed so that a loss falls.
 *
 * @module
 */

import {
  type Family,
  find,
  type PartClass,
  read,
  write,
} from "../../layers/registry.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../layers/serialization.ts";
import { Adadelta } from "./adadelta.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam } from "./adam.ts";
import { AdamW } from "./adamw.ts";
import { Adamax } from "./adamax.ts";
import { Lamb } from "./lamb.ts";
import { Lion } from "./lion.ts";
import { Nadam } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { RMSprop } from "./rmsprop.ts";
import { SGD } from "./sgd.ts";

export type { PartClass } from "../../layers/registry.ts";
export * from "./adadelta.ts";
export * from "./adagrad.ts";
export * from "./adam.ts";
export * from "./adamw.ts";
export * from "./adamax.ts";
export * from "./lamb.ts";
export * from "./elementwise_optimizer.ts";
export * from "./lion.ts";
export * from "./nadam.ts";
export * from "./optimizer.ts";
export type { LearningRate, OptimizerOptions, Settings } from "./options.ts";
export * from "./rmsprop.ts";
/** Learning rates that follow from the number of steps made. */
export * as schedules from "./schedules/mod.ts";
export type { LearningRateSchedule } from "./schedules/schedule.ts";
export * from "./sgd.ts";
export type { Slots } from "./slots.ts";
export type { OptimizerState, SavedVariable } from "./state.ts";
export type { Update } from "./update.ts";
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
  | "Nadam"
  | "RMSprop"
  | "SGD";

/** The same in lower case. */
export type OptimizerAlias = Lowercase<OptimizerClassName>;

/** The names by which optimizers are found. */
export type OptimizerName = OptimizerClassName | OptimizerAlias;

/** A class of optimizers. */
export type OptimizerClass = PartClass<Optimizer>;

/** What may stand for an optimizer. */
export type OptimizerIdentifier =
  | OptimizerName
  | ObjectConfig
  | Optimizer
  | OptimizerClass;

const CLASSES: Record<OptimizerClassName, OptimizerClass> = {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Adamax,
  Lamb,
  Lion,
  Nadam,
  RMSprop,
  SGD,
};

const ALIASES: Record<OptimizerAlias, OptimizerClassName> = {
  adadelta: "Adadelta",
  adagrad: "Adagrad",
  adam: "Adam",
  adamw: "AdamW",
  adamax: "Adamax",
  lamb: "Lamb",
  lion: "Lion",
  nadam: "Nadam",
  rmsprop: "RMSprop",
  sgd: "SGD",
};

const FAMILY: Family<Optimizer, never> = {
  kind: "optimizer",
  module: "keras.optimizers",
  classes: CLASSES,
  aliases: ALIASES,
};

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
  return find(FAMILY, identifier);
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
 * The optimizer that Keras's object form means; classes of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Optimizer {
  return read(FAMILY, config, customObjects);
}
