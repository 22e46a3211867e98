/**
 * Constraints: projections of weights after each update.
 *
 * @module
 */

import "../../autograd/ops/chain.ts";
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
import { Constraint } from "./constraint.ts";
import { NonNeg } from "./non_neg.ts";
import { MaxNorm, MinMaxNorm, UnitNorm } from "./norm_constraints.ts";
import { RadialConstraint } from "./radial_constraint.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./constraint.ts";
export * from "./non_neg.ts";
export {
  MaxNorm,
  type MaxNormOptions,
  MinMaxNorm,
  type MinMaxNormOptions,
  NormConstraint,
  type NormOptions,
  UnitNorm,
} from "./norm_constraints.ts";
export * from "./radial_constraint.ts";

/** Keras's names of the classes. */
export type ConstraintClassName =
  | "MaxNorm"
  | "MinMaxNorm"
  | "NonNeg"
  | "RadialConstraint"
  | "UnitNorm";

/** Keras's other names for them, and older ones. */
export type ConstraintAlias =
  | "max_norm"
  | "maxnorm"
  | "min_max_norm"
  | "non_neg"
  | "nonneg"
  | "radial_constraint"
  | "unit_norm"
  | "unitnorm";

/** The names by which constraints are found. */
export type ConstraintName = ConstraintClassName | ConstraintAlias;

/** A class of constraints. */
export type ConstraintClass = PartClass<Constraint>;

/** What may stand for a constraint. */
export type ConstraintIdentifier =
  | ConstraintName
  | ObjectConfig
  | Constraint
  | ConstraintClass
  | ((w: Tensor) => Tensor);

const CLASSES: Record<ConstraintClassName, ConstraintClass> = {
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  RadialConstraint,
  UnitNorm,
};

const ALIASES: Record<ConstraintAlias, ConstraintClassName> = {
  max_norm: "MaxNorm",
  maxnorm: "MaxNorm",
  min_max_norm: "MinMaxNorm",
  non_neg: "NonNeg",
  nonneg: "NonNeg",
  radial_constraint: "RadialConstraint",
  unit_norm: "UnitNorm",
  unitnorm: "UnitNorm",
};

const FAMILY: Family<Constraint, (w: Tensor) => Tensor> = {
  kind: "constraint",
  base: Constraint,
  module: "keras.constraints",
  classes: CLASSES,
  aliases: ALIASES,
  wrap: (f) => new FunctionPart(f),
};

/**
 * The constraint that an identifier means, `null` for none.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const constraint = dg.constraints.get("non_neg");
 * assertEquals([...await constraint.call(dg.tensor([-1, 2])).data()], [0, 2]);
 * ```
 */
export function get(identifier: ConstraintIdentifier): Constraint;
/** `null` for `null`. */
export function get(
  identifier: ConstraintIdentifier | null | undefined,
): Constraint | null;
export function get(
  identifier: ConstraintIdentifier | null | undefined,
): Constraint | null {
  return find(FAMILY, identifier);
}

/**
 * A constraint in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function serialize(constraint: Constraint): SerializedObject;
/** `null` for `null`. */
export function serialize(
  constraint: Constraint | null,
): SerializedObject | null;
export function serialize(
  constraint: Constraint | null,
): SerializedObject | null {
  return write(FAMILY, constraint);
}

/**
 * The constraint that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Constraint {
  return read(FAMILY, config, customObjects);
}
