/**
 * Initializers: the first values of weights.
 *
 * @example
 * ```ts
 * import { GlorotUniform } from "@decograd/decograd/initializers";
 * import { assertEquals } from "@std/assert";
 *
 * const first = new GlorotUniform({ seed: 1 }).call([3, 3, 8, 16]);
 * assertEquals(first.shape, [3, 3, 8, 16]);
 * ```
 *
 * @category Initializers
 * @module
 */

import "../../autograd/ops/chain.ts";
import type { Shape } from "../../backends/view.ts";
import { ones, zeros } from "../../autograd/create.ts";
import {
  randomNormal,
  randomUniform,
  truncatedNormal,
} from "../../autograd/random.ts";
import { Tensor } from "../../autograd/tensor.ts";
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
import {
  Constant,
  Identity,
  Ones,
  TensorInitializer,
  Zeros,
} from "./constant_initializers.ts";
import { Initializer } from "./initializer.ts";
import { Orthogonal } from "./orthogonal.ts";
import {
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
} from "./random_initializers.ts";
import { STFT } from "./stft.ts";
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from "./variance_scaling.ts";

export type { PartClass } from "../../config/family.ts";
export {
  Constant,
  type ConstantOptions,
  Identity,
  type IdentityOptions,
  Ones,
  Zeros,
} from "./constant_initializers.ts";
export { Initializer } from "./initializer.ts";
export * from "./orthogonal.ts";
export * from "./random_initializers.ts";
export * from "./stft.ts";
export type { FanAxes } from "./fans.ts";
export {
  type FanMode,
  type FanOptions,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  SettledScaling,
  VarianceScaling,
  type VarianceScalingDistribution,
  type VarianceScalingOptions,
} from "./variance_scaling.ts";
export type { WindowName } from "./windows.ts";

/**
 * The classes under Keras's names for them.
 * @category Initializers
 */
export const classes: {
  readonly Constant: typeof Constant;
  readonly GlorotNormal: typeof GlorotNormal;
  readonly GlorotUniform: typeof GlorotUniform;
  readonly HeNormal: typeof HeNormal;
  readonly HeUniform: typeof HeUniform;
  readonly Identity: typeof Identity;
  readonly LecunNormal: typeof LecunNormal;
  readonly LecunUniform: typeof LecunUniform;
  readonly Ones: typeof Ones;
  readonly Orthogonal: typeof Orthogonal;
  readonly RandomNormal: typeof RandomNormal;
  readonly RandomUniform: typeof RandomUniform;
  readonly STFT: typeof STFT;
  readonly TruncatedNormal: typeof TruncatedNormal;
  readonly VarianceScaling: typeof VarianceScaling;
  readonly Zeros: typeof Zeros;
} = {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  STFT,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

/**
 * Names that no rule gives.
 * @category Initializers
 */
export const aliases = {
  IdentityInitializer: "Identity",
  normal: "RandomNormal",
  one: "Ones",
  OrthogonalInitializer: "Orthogonal",
  STFTInitializer: "STFT",
  uniform: "RandomUniform",
  zero: "Zeros",
} as const;

/**
 * The names by which initializers are found: Keras's.
 * @category Initializers
 */
export type InitializerName =
  | NameOf<keyof typeof classes>
  | keyof typeof aliases;

/**
 * A class of initializers.
 * @category Initializers
 */
export type InitializerClass = PartClass<Initializer>;

/**
 * What may stand for an initializer; a tensor must have the weight's shape.
 * @category Initializers
 */
export type InitializerIdentifier =
  | InitializerName
  | ObjectConfig
  | Initializer
  | InitializerClass
  | Tensor
  | ((shape: Shape) => Tensor);

const initializers = family<InitializerIdentifier, Initializer>({
  kind: "initializer",
  base: Initializer,
  module: "keras.initializers",
  classes,
  others: {
    ...{ Initializer, ones, randomNormal, randomUniform, truncatedNormal },
    zeros,
  },
  aliases,
  wrap: (f: (shape: Shape) => Tensor) => new FunctionPart(f),
  adopt: (value) =>
    value instanceof Tensor ? new TensorInitializer(value) : null,
});

/**
 * The initializer that an identifier means, `null` for none.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const initializer = dg.initializers.get({ class_name: "Constant", config: { value: 2 } });
 * assertEquals([...await initializer.call([3]).data()], [2, 2, 2]);
 * ```
 *
 * @category Initializers
 */
export const get: Get<InitializerIdentifier, Initializer> = initializers.get;

/**
 * An initializer in Keras's object form.
 *
 * @throws {TypeError} if it is a tensor or a function without a name.
 *
 * @category Initializers
 */
export const serialize: Serialize<Initializer> = initializers.serialize;

/**
 * The initializer that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Initializers
 */
export const deserialize: Deserialize<Initializer> = initializers.deserialize;
