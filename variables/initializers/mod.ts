/**
 * Initializers: the first values of weights.
 *
 * @module
 */

import "../../autograd/ops/chain.ts";
import type { Shape } from "../../backends/view.ts";
import { Tensor } from "../../autograd/tensor.ts";
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
import { Constant } from "./constant.ts";
import { Identity, Ones, Zeros } from "./constant_initializers.ts";
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
} from "./fan_initializers.ts";
import { Initializer } from "./initializer.ts";
import { Orthogonal } from "./orthogonal.ts";
import {
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
} from "./random_initializers.ts";
import { STFT } from "./stft.ts";
import { TensorInitializer } from "./tensor_initializer.ts";
import { VarianceScaling } from "./variance_scaling.ts";

export type { FanAxes } from "./fans.ts";
export type { PartClass } from "../../config/family.ts";
export * from "./constant.ts";
export * from "./constant_initializers.ts";
export * from "./fan_initializers.ts";
export * from "./initializer.ts";
export * from "./orthogonal.ts";
export * from "./random_initializers.ts";
export * from "./stft.ts";
export {
  type FanMode,
  type FanOptions,
  VarianceScaling,
  type VarianceScalingDistribution,
  type VarianceScalingOptions,
} from "./variance_scaling.ts";
export type { WindowName } from "./windows.ts";

/** Keras's names of the classes. */
export type InitializerClassName =
  | "Constant"
  | "GlorotNormal"
  | "GlorotUniform"
  | "HeNormal"
  | "HeUniform"
  | "Identity"
  | "LecunNormal"
  | "LecunUniform"
  | "Ones"
  | "Orthogonal"
  | "RandomNormal"
  | "RandomUniform"
  | "STFT"
  | "TruncatedNormal"
  | "VarianceScaling"
  | "Zeros";

/** Keras's other names for them. */
export type InitializerAlias =
  | "constant"
  | "glorot_normal"
  | "glorot_uniform"
  | "he_normal"
  | "he_uniform"
  | "identity"
  | "IdentityInitializer"
  | "lecun_normal"
  | "lecun_uniform"
  | "normal"
  | "one"
  | "ones"
  | "orthogonal"
  | "OrthogonalInitializer"
  | "random_normal"
  | "random_uniform"
  | "stft"
  | "STFTInitializer"
  | "truncated_normal"
  | "uniform"
  | "variance_scaling"
  | "zero"
  | "zeros";

/** The names by which initializers are found. */
export type InitializerName = InitializerClassName | InitializerAlias;

/** A class of initializers. */
export type InitializerClass = PartClass<Initializer>;

/** What may stand for an initializer; a tensor must have the weight's shape. */
export type InitializerIdentifier =
  | InitializerName
  | ObjectConfig
  | Initializer
  | InitializerClass
  | Tensor
  | ((shape: Shape) => Tensor);

const CLASSES: Record<InitializerClassName, InitializerClass> = {
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

const ALIASES: Record<InitializerAlias, InitializerClassName> = {
  constant: "Constant",
  glorot_normal: "GlorotNormal",
  glorot_uniform: "GlorotUniform",
  he_normal: "HeNormal",
  he_uniform: "HeUniform",
  identity: "Identity",
  IdentityInitializer: "Identity",
  lecun_normal: "LecunNormal",
  lecun_uniform: "LecunUniform",
  normal: "RandomNormal",
  one: "Ones",
  ones: "Ones",
  orthogonal: "Orthogonal",
  OrthogonalInitializer: "Orthogonal",
  random_normal: "RandomNormal",
  random_uniform: "RandomUniform",
  stft: "STFT",
  STFTInitializer: "STFT",
  truncated_normal: "TruncatedNormal",
  uniform: "RandomUniform",
  variance_scaling: "VarianceScaling",
  zero: "Zeros",
  zeros: "Zeros",
};

const FAMILY: Family<Initializer, (shape: Shape) => Tensor> = {
  kind: "initializer",
  base: Initializer,
  module: "keras.initializers",
  classes: CLASSES,
  aliases: ALIASES,
  wrap: (f) => new FunctionPart(f),
};

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
 */
export function get(identifier: InitializerIdentifier): Initializer;
/** `null` for `null`. */
export function get(
  identifier: InitializerIdentifier | null | undefined,
): Initializer | null;
export function get(
  identifier: InitializerIdentifier | null | undefined,
): Initializer | null {
  if (identifier instanceof Tensor) return new TensorInitializer(identifier);
  return find(FAMILY, identifier);
}

/**
 * An initializer in Keras's object form.
 *
 * @throws {TypeError} if it is a tensor or a function without a name.
 */
export function serialize(initializer: Initializer): SerializedObject;
/** `null` for `null`. */
export function serialize(
  initializer: Initializer | null,
): SerializedObject | null;
export function serialize(
  initializer: Initializer | null,
): SerializedObject | null {
  return write(FAMILY, initializer);
}

/**
 * The initializer that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Initializer {
  return read(FAMILY, config, customObjects);
}
