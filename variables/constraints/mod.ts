/**
 * Constraints: projections of weights after each update.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { NonNeg } from "@decograd/decograd/constraints";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...await new NonNeg().call(dg.tensor([-1, 2])).data()], [0, 2]);
 * ```
 *
 * @category Constraints
 * @module
 */

import "../../autograd/ops/chain.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  type Deserialize,
  family,
  type Get,
  type NameOf,
  type PartClass,
  type Serialize,
} from "../../config/family.ts";
import { FunctionPart } from "../../config/part.ts";
import type { ObjectConfig } from "../../config/serialization.ts";
import { Constraint } from "./constraint.ts";
import { MaxNorm, MinMaxNorm, UnitNorm } from "./norm_constraints.ts";
import { NonNeg, RadialConstraint } from "./value_constraints.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./constraint.ts";
export * from "./norm_constraints.ts";
export * from "./value_constraints.ts";

/**
 * The classes under Keras's names for them.
 * @category Constraints
 */
export const classes: {
  readonly MaxNorm: typeof MaxNorm;
  readonly MinMaxNorm: typeof MinMaxNorm;
  readonly NonNeg: typeof NonNeg;
  readonly RadialConstraint: typeof RadialConstraint;
  readonly UnitNorm: typeof UnitNorm;
} = {
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  RadialConstraint,
  UnitNorm,
};

/**
 * Names that no rule gives.
 * @category Constraints
 */
export const aliases = {
  maxnorm: "MaxNorm",
  nonneg: "NonNeg",
  unitnorm: "UnitNorm",
} as const;

/**
 * The names by which constraints are found: Keras's, and older ones.
 * @category Constraints
 */
export type ConstraintName =
  | NameOf<keyof typeof classes>
  | keyof typeof aliases;

/**
 * A class of constraints.
 * @category Constraints
 */
export type ConstraintClass = PartClass<Constraint>;

/**
 * What may stand for a constraint.
 * @category Constraints
 */
export type ConstraintIdentifier =
  | ConstraintName
  | ObjectConfig
  | Constraint
  | ConstraintClass
  | ((w: Tensor) => Tensor);

const constraints = family<ConstraintIdentifier, Constraint>({
  kind: "constraint",
  base: Constraint,
  module: "keras.constraints",
  classes,
  others: { Constraint },
  aliases,
  wrap: (f: (w: Tensor) => Tensor) => new FunctionPart(f),
});

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
 *
 * @category Constraints
 */
export const get: Get<ConstraintIdentifier, Constraint> = constraints.get;

/**
 * A constraint in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 *
 * @category Constraints
 */
export const serialize: Serialize<Constraint> = constraints.serialize;

/**
 * The constraint that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Constraints
 */
export const deserialize: Deserialize<Constraint> = constraints.deserialize;
