/**
 * Losses: how far predictions are from their targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { MeanSquaredError } from "@decograd/decograd/losses";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = new MeanSquaredError();
 * assertEquals(await loss.call(dg.tensor([1, 2]), dg.tensor([1, 4])).item(), 2);
 * ```
 *
 * @category Losses
 * @module
 */

import "../../autograd/ops/chain.ts";
import {
  type Deserialize,
  family,
  type Get,
  type NameOf,
  type PartClass,
  type Serialize,
} from "../../config/family.ts";
import type { ObjectConfig } from "../../config/serialization.ts";
import {
  BinaryCrossentropy,
  binaryCrossentropy,
  BinaryFocalCrossentropy,
  binaryFocalCrossentropy,
} from "./binary_crossentropies.ts";
import {
  CategoricalCrossentropy,
  categoricalCrossentropy,
  CategoricalFocalCrossentropy,
  categoricalFocalCrossentropy,
} from "./categorical_crossentropies.ts";
import { Circle, circle } from "./circle.ts";
import { KLDivergence, Poisson } from "./divergence_losses.ts";
import {
  CategoricalHinge,
  categoricalHinge,
  Hinge,
  SquaredHinge,
} from "./hinge_losses.ts";
import { MultiscaleSSIM, PSNR, SSIM } from "./image_losses.ts";
import { FunctionLoss, Loss, type LossFunction } from "./loss.ts";
import { Dice, dice, Tversky, tversky } from "./overlap_losses.ts";
import {
  CosineSimilarity,
  cosineSimilarity,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
} from "./regression_losses.ts";
import { Huber, huber, LogCosh } from "./robust_losses.ts";
import {
  CategoricalGeneralizedCrossEntropy,
  categoricalGeneralizedCrossEntropy,
  SparseCategoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from "./sparse_crossentropies.ts";

export type { PartClass } from "../../config/family.ts";
export type { AxisLike } from "../../config/rows.ts";
export * from "./binary_crossentropies.ts";
export * from "./categorical_crossentropies.ts";
export * from "./circle.ts";
export * from "./divergence_losses.ts";
export * from "./hinge_losses.ts";
export * from "./image_losses.ts";
export { Loss, type LossFunction, type LossOptions } from "./loss.ts";
export * from "./overlap_losses.ts";
export * from "./regression_losses.ts";
export * from "./robust_losses.ts";
export * from "./sparse_crossentropies.ts";
export type {
  CosineOptions,
  CrossentropyOptions,
  SparseCrossentropyOptions,
} from "./rows.ts";
export type {
  BrightnessOptions,
  ScalesOptions,
  StructureOptions,
} from "../image_quality/options.ts";
export type { CrossentropyLoss } from "./crossentropy_loss.ts";
export type { PointwiseLoss } from "./pointwise.ts";
export type { Reduction } from "./reduction.ts";

/**
 * The classes under Keras's names for them.
 * @category Losses
 */
export const classes: {
  readonly BinaryCrossentropy: typeof BinaryCrossentropy;
  readonly BinaryFocalCrossentropy: typeof BinaryFocalCrossentropy;
  readonly CategoricalCrossentropy: typeof CategoricalCrossentropy;
  readonly CategoricalFocalCrossentropy: typeof CategoricalFocalCrossentropy;
  readonly CategoricalGeneralizedCrossEntropy:
    typeof CategoricalGeneralizedCrossEntropy;
  readonly CategoricalHinge: typeof CategoricalHinge;
  readonly Circle: typeof Circle;
  readonly CosineSimilarity: typeof CosineSimilarity;
  readonly Dice: typeof Dice;
  readonly Hinge: typeof Hinge;
  readonly Huber: typeof Huber;
  readonly KLDivergence: typeof KLDivergence;
  readonly LogCosh: typeof LogCosh;
  readonly MeanAbsoluteError: typeof MeanAbsoluteError;
  readonly MeanAbsolutePercentageError: typeof MeanAbsolutePercentageError;
  readonly MeanSquaredError: typeof MeanSquaredError;
  readonly MeanSquaredLogarithmicError: typeof MeanSquaredLogarithmicError;
  readonly MultiscaleSSIM: typeof MultiscaleSSIM;
  readonly Poisson: typeof Poisson;
  readonly PSNR: typeof PSNR;
  readonly SparseCategoricalCrossentropy: typeof SparseCategoricalCrossentropy;
  readonly SquaredHinge: typeof SquaredHinge;
  readonly SSIM: typeof SSIM;
  readonly Tversky: typeof Tversky;
} = {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalGeneralizedCrossEntropy,
  CategoricalHinge,
  Circle,
  CosineSimilarity,
  Dice,
  Hinge,
  Huber,
  KLDivergence,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  MultiscaleSSIM,
  Poisson,
  PSNR,
  SparseCategoricalCrossentropy,
  SquaredHinge,
  SSIM,
  Tversky,
};

/**
 * Names that no rule gives.
 * @category Losses
 */
export const aliases = {
  BCE: "BinaryCrossentropy",
  bce: "BinaryCrossentropy",
  KLD: "KLDivergence",
  kld: "KLDivergence",
  MAE: "MeanAbsoluteError",
  mae: "MeanAbsoluteError",
  MAPE: "MeanAbsolutePercentageError",
  mape: "MeanAbsolutePercentageError",
  MSE: "MeanSquaredError",
  mse: "MeanSquaredError",
  MSLE: "MeanSquaredLogarithmicError",
  msle: "MeanSquaredLogarithmicError",
} as const;

/**
 * The names by which losses are found: those of the classes, the same in snake_case, and Keras's abbreviations.
 * @category Losses
 */
export type LossName = NameOf<keyof typeof classes> | keyof typeof aliases;

/**
 * A class of losses.
 * @category Losses
 */
export type LossClass = PartClass<Loss>;

/**
 * What may stand for a loss.
 * @category Losses
 */
export type LossIdentifier =
  | LossName
  | ObjectConfig
  | Loss
  | LossClass
  | LossFunction;

const losses = family<LossIdentifier, Loss, LossFunction>({
  kind: "loss",
  base: Loss,
  module: "keras.losses",
  classes,
  others: {
    ...{ Loss, FunctionLoss, categoricalHinge, circle, cosineSimilarity },
    ...{ binaryCrossentropy, binaryFocalCrossentropy },
    ...{ categoricalCrossentropy, categoricalFocalCrossentropy },
    ...{ categoricalGeneralizedCrossEntropy, sparseCategoricalCrossentropy },
    ...{ dice, huber, tversky },
  },
  aliases,
  wrap: (f) => new FunctionLoss(f),
});

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
 *
 * @category Losses
 */
export const get: Get<LossIdentifier, Loss> = losses.get;

/**
 * A loss in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 *
 * @category Losses
 */
export const serialize: Serialize<Loss> = losses.serialize;

/**
 * The loss that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Losses
 */
export const deserialize: Deserialize<Loss> = losses.deserialize;
