/**
 * Losses: how far predictions are from what they should be.
 *
 * @module
 */

import "../../autograd/ops/chain.ts";
import {
  type Family,
  find,
  type PartClass,
  read,
  write,
} from "../../config/family.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../config/serialization.ts";
import { BinaryCrossentropy } from "./binary_crossentropy.ts";
import { BinaryFocalCrossentropy } from "./binary_focal_crossentropy.ts";
import { CategoricalCrossentropy } from "./categorical_crossentropy.ts";
import { CategoricalFocalCrossentropy } from "./categorical_focal_crossentropy.ts";
import { CategoricalGeneralizedCrossEntropy } from "./categorical_generalized_cross_entropy.ts";
import { Circle } from "./circle.ts";
import { CosineSimilarity } from "./cosine_similarity.ts";
import { KLDivergence, Poisson } from "./divergence_losses.ts";
import { FunctionLoss, type LossFunction } from "./function_loss.ts";
import { CategoricalHinge, Hinge, SquaredHinge } from "./hinge_losses.ts";
import { Huber } from "./huber.ts";
import { Loss } from "./loss.ts";
import { Dice, Tversky } from "./overlap_losses.ts";
import {
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
} from "./regression_losses.ts";
import { SparseCategoricalCrossentropy } from "./sparse_categorical_crossentropy.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./binary_crossentropy.ts";
export * from "./binary_focal_crossentropy.ts";
export * from "./categorical_crossentropy.ts";
export * from "./categorical_focal_crossentropy.ts";
export * from "./categorical_generalized_cross_entropy.ts";
export * from "./circle.ts";
export * from "./cosine_similarity.ts";
export * from "./divergence_losses.ts";
export {
  CategoricalHinge,
  categoricalHinge,
  Hinge,
  hinge,
  SquaredHinge,
  squaredHinge,
} from "./hinge_losses.ts";
export * from "./huber.ts";
export { Loss, type LossOptions } from "./loss.ts";
export * from "./overlap_losses.ts";
export * from "./regression_losses.ts";
export * from "./sparse_categorical_crossentropy.ts";
export type {
  CrossentropyOptions,
  SparseCrossentropyOptions,
} from "./entropy_options.ts";
export type { LossFunction } from "./function_loss.ts";
export type { Reduction } from "./reduction.ts";

/** Keras's names of the classes. */
export type LossClassName =
  | "BinaryFocalCrossentropy"
  | "CategoricalCrossentropy"
  | "CategoricalFocalCrossentropy"
  | "CategoricalGeneralizedCrossEntropy"
  | "CategoricalHinge"
  | "Circle"
  | "CosineSimilarity"
  | "Dice"
  | "Hinge"
  | "SparseCategoricalCrossentropy"
  | "SquaredHinge"
  | "Tversky"
  | "BinaryCrossentropy"
  | "Huber"
  | "KLDivergence"
  | "LogCosh"
  | "MeanAbsoluteError"
  | "MeanAbsolutePercentageError"
  | "MeanSquaredError"
  | "MeanSquaredLogarithmicError"
  | "Poisson";

/** Keras's other names for them. */
export type LossAlias =
  | "BCE"
  | "KLD"
  | "MAE"
  | "MAPE"
  | "MSE"
  | "MSLE"
  | "bce"
  | "kld"
  | "mae"
  | "mape"
  | "mse"
  | "msle"
  | "binary_crossentropy"
  | "huber"
  | "kl_divergence"
  | "log_cosh"
  | "mean_absolute_error"
  | "mean_absolute_percentage_error"
  | "mean_squared_error"
  | "mean_squared_logarithmic_error"
  | "poisson"
  | "binary_focal_crossentropy"
  | "categorical_crossentropy"
  | "categorical_focal_crossentropy"
  | "categorical_generalized_cross_entropy"
  | "categorical_hinge"
  | "circle"
  | "cosine_similarity"
  | "dice"
  | "hinge"
  | "sparse_categorical_crossentropy"
  | "squared_hinge"
  | "tversky";

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
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalGeneralizedCrossEntropy,
  CategoricalHinge,
  Circle,
  CosineSimilarity,
  Dice,
  Hinge,
  SparseCategoricalCrossentropy,
  SquaredHinge,
  Tversky,
  BinaryCrossentropy,
  Huber,
  KLDivergence,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
};

const ALIASES: Record<LossAlias, LossClassName> = {
  BCE: "BinaryCrossentropy",
  KLD: "KLDivergence",
  MAE: "MeanAbsoluteError",
  MAPE: "MeanAbsolutePercentageError",
  MSE: "MeanSquaredError",
  MSLE: "MeanSquaredLogarithmicError",
  bce: "BinaryCrossentropy",
  kld: "KLDivergence",
  mae: "MeanAbsoluteError",
  mape: "MeanAbsolutePercentageError",
  mse: "MeanSquaredError",
  msle: "MeanSquaredLogarithmicError",
  binary_crossentropy: "BinaryCrossentropy",
  huber: "Huber",
  kl_divergence: "KLDivergence",
  log_cosh: "LogCosh",
  mean_absolute_error: "MeanAbsoluteError",
  mean_absolute_percentage_error: "MeanAbsolutePercentageError",
  mean_squared_error: "MeanSquaredError",
  mean_squared_logarithmic_error: "MeanSquaredLogarithmicError",
  poisson: "Poisson",
  binary_focal_crossentropy: "BinaryFocalCrossentropy",
  categorical_crossentropy: "CategoricalCrossentropy",
  categorical_focal_crossentropy: "CategoricalFocalCrossentropy",
  categorical_generalized_cross_entropy: "CategoricalGeneralizedCrossEntropy",
  categorical_hinge: "CategoricalHinge",
  circle: "Circle",
  cosine_similarity: "CosineSimilarity",
  dice: "Dice",
  hinge: "Hinge",
  sparse_categorical_crossentropy: "SparseCategoricalCrossentropy",
  squared_hinge: "SquaredHinge",
  tversky: "Tversky",
};

const FAMILY: Family<Loss, LossFunction> = {
  kind: "loss",
  base: Loss,
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
