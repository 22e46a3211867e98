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
import { Adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { SGD } from "./sgd.ts";

export type { PartClass } from "../../layers/registry.ts";
export * from "./adam.ts";
export * from "./optimizer.ts";
export type { LearningRate, OptimizerOptions, Settings } from "./options.ts";
export * from "./sgd.ts";
export type { Slots } from "./slots.ts";
export type { Update } from "./update.ts";

/** Keras's names of the classes. */
export type OptimizerClassName = "Adam" | "SGD";

/** The same in lower case. */
export type OptimizerAlias = "adam" | "sgd";

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

const CLASSES: Record<OptimizerClassName, OptimizerClass> = { Adam, SGD };

const ALIASES: Record<OptimizerAlias, OptimizerClassName> = {
  adam: "Adam",
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
