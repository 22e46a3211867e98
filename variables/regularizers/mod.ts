/**
 * Regularizers: penalties on weights and outputs.
 *
 * @module
 */

import type { Tensor } from "../../autograd/tensor.ts";
import {
  type Family,
  find,
  FunctionPart,
  type PartClass,
  read,
  write,
} from "../../config/family.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../config/serialization.ts";
import { L1, l1_l2, L1L2, L2 } from "./l1_l2.ts";
import { OrthogonalRegularizer } from "./orthogonal_regularizer.ts";
import { Regularizer } from "./regularizer.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./l1_l2.ts";
export * from "./orthogonal_regularizer.ts";
export { Regularizer } from "./regularizer.ts";

/** Keras's names of the classes. */
export type RegularizerClassName =
  | "L1"
  | "L1L2"
  | "L2"
  | "OrthogonalRegularizer";

/** Other names for them: Keras's, and TensorFlow 2's `l1_l2`. */
export type RegularizerAlias =
  | "l1"
  | "l1_l2"
  | "l1l2"
  | "l2"
  | "orthogonal_regularizer";

/** The names by which regularizers are found. */
export type RegularizerName = RegularizerClassName | RegularizerAlias;

/** A class of regularizers. */
export type RegularizerClass = PartClass<Regularizer>;

/** What may stand for a regularizer. */
export type RegularizerIdentifier =
  | RegularizerName
  | ObjectConfig
  | Regularizer
  | RegularizerClass
  | ((w: Tensor) => Tensor);

const CLASSES: Record<RegularizerClassName, RegularizerClass> = {
  L1,
  L1L2,
  L2,
  OrthogonalRegularizer,
};

const ALIASES: Record<RegularizerAlias, RegularizerClassName> = {
  l1: "L1",
  l1_l2: "L1L2",
  l1l2: "L1L2",
  l2: "L2",
  orthogonal_regularizer: "OrthogonalRegularizer",
};

const FAMILY: Family<Regularizer, (w: Tensor) => Tensor> = {
  kind: "regularizer",
  base: Regularizer,
  module: "keras.regularizers",
  classes: CLASSES,
  aliases: ALIASES,
  wrap: (f) => new FunctionPart(f),
};

/**
 * The regularizer that an identifier means, `null` for none. The string `"l1_l2"` has both factors at 0.01, `"l1l2"`
 * has none.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dg.regularizers.get("l1_l2").getConfig(), { l1: 0.01, l2: 0.01 });
 * ```
 */
export function get(identifier: RegularizerIdentifier): Regularizer;
/** `null` for `null`. */
export function get(
  identifier: RegularizerIdentifier | null | undefined,
): Regularizer | null;
export function get(
  identifier: RegularizerIdentifier | null | undefined,
): Regularizer | null {
  return identifier === "l1_l2" ? l1_l2() : find(FAMILY, identifier);
}

/**
 * A regularizer in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function serialize(regularizer: Regularizer): SerializedObject;
/** `null` for `null`. */
export function serialize(
  regularizer: Regularizer | null,
): SerializedObject | null;
export function serialize(
  regularizer: Regularizer | null,
): SerializedObject | null {
  return write(FAMILY, regularizer);
}

/**
 * The regularizer that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Regularizer {
  return read(FAMILY, config, customObjects);
}
