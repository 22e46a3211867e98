/**
 * Regularizers: penalties on weights and outputs.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { L2 } from "@decograd/decograd/regularizers";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await new L2(0.5).call(dg.tensor([1, 2])).item(), 2.5);
 * ```
 *
 * @category Regularizers
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
import { L1, l1_l2, L1L2, L2 } from "./l1_l2.ts";
import { OrthogonalRegularizer } from "./orthogonal_regularizer.ts";
import { Regularizer } from "./regularizer.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./l1_l2.ts";
export * from "./orthogonal_regularizer.ts";
export { Regularizer } from "./regularizer.ts";

/**
 * The classes under Keras's names for them.
 * @category Regularizers
 */
export const classes: {
  readonly L1: typeof L1;
  readonly L1L2: typeof L1L2;
  readonly L2: typeof L2;
  readonly OrthogonalRegularizer: typeof OrthogonalRegularizer;
} = { L1, L1L2, L2, OrthogonalRegularizer };

/**
 * The names by which regularizers are found: Keras's, and TensorFlow 2's `l1_l2`.
 * @category Regularizers
 */
export type RegularizerName = NameOf<keyof typeof classes> | "l1_l2";

/**
 * A class of regularizers.
 * @category Regularizers
 */
export type RegularizerClass = PartClass<Regularizer>;

/**
 * What may stand for a regularizer.
 * @category Regularizers
 */
export type RegularizerIdentifier =
  | RegularizerName
  | ObjectConfig
  | Regularizer
  | RegularizerClass
  | ((w: Tensor) => Tensor);

const regularizers = family<RegularizerIdentifier, Regularizer>({
  kind: "regularizer",
  base: Regularizer,
  module: "keras.regularizers",
  classes,
  others: { Regularizer },
  // TensorFlow 2's, whose factors are not 0.
  named: { l1_l2 },
  wrap: (f: (w: Tensor) => Tensor) => new FunctionPart(f),
});

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
 *
 * @category Regularizers
 */
export const get: Get<RegularizerIdentifier, Regularizer> = regularizers.get;

/**
 * A regularizer in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name.
 *
 * @category Regularizers
 */
export const serialize: Serialize<Regularizer> = regularizers.serialize;

/**
 * The regularizer that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Regularizers
 */
export const deserialize: Deserialize<Regularizer> = regularizers.deserialize;
