/**
 * Losses: how far predictions are from what they should be.
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
import { BinaryCrossentropy } from "./binary_crossentropy.ts";
import { FunctionLoss, type LossFunction } from "./function_loss.ts";
import type { Loss } from "./loss.ts";
import { MeanSquaredError } from "./mean_squared_error.ts";

export type { PartClass } from "../../layers/registry.ts";
export * from "./binary_crossentropy.ts";
export type { LossFunction } from "./function_loss.ts";
export { Loss, type LossOptions } from "./loss.ts";
export * from "./mean_squared_error.ts";
export type { Reduction } from "./reduction.ts";

/** Keras's names of the classes. */
export type LossClassName = "BinaryCrossentropy" | "MeanSquaredError";

/** Keras's other names for them. */
export type LossAlias =
  | "BCE"
  | "MSE"
  | "bce"
  | "binary_crossentropy"
  | "mean_squared_error"
  | "mse";

/** The names by which losses are found. */
export type LossName = LossClassName | LossAlias;

/** A class of losses. */
export type LossClass = PartClass<Loss>;

/** What may stand for a loss. */
export type LossIdentifier =
  | LossName
  | ObjectConfig
  | Loss
  | LossClass
  | LossFunction;

const CLASSES: Record<LossClassName, LossClass> = {
  BinaryCrossentropy,
  MeanSquaredError,
};

const ALIASES: Record<LossAlias, LossClassName> = {
  BCE: "BinaryCrossentropy",
  MSE: "MeanSquaredError",
  bce: "BinaryCrossentropy",
  binary_crossentropy: "BinaryCrossentropy",
  mean_squared_error: "MeanSquaredError",
  mse: "MeanSquaredError",
};

const FAMILY: Family<Loss, LossFunction> = {
  kind: "loss",
  module: "keras.losses",
  classes: CLASSES,
  aliases: ALIASES,
  wrap: (f) => new FunctionLoss(f),
};

/**
 * The loss that an identifier means, `null` for none. What a function returns is averaged.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = dg.losses.get("mse");
 * assertEquals(await loss.call(dg.tensor([1, 2]), dg.tensor([1, 4])).item(), 2);
 * ```
 */
export function get(identifier: LossIdentifier): Loss;
/** `null` for `null`. */
export function get(identifier: LossIdentifier | null | undefined): Loss | null;
export function get(
  identifier: LossIdentifier | null | undefined,
): Loss | null {
  return find(FAMILY, identifier);
}

/**
 * A loss in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function serialize(loss: Loss): SerializedObject;
/** `null` for `null`. */
export function serialize(loss: Loss | null): SerializedObject | null;
export function serialize(loss: Loss | null): SerializedObject | null {
  return write(FAMILY, loss);
}

/**
 * The loss that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Loss {
  return read(FAMILY, config, customObjects);
}
