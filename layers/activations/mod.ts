/**
 * Activations: functions of a layer's output.
 *
 * @module
 */

import "../../autograd/ops/chain.ts";
import { ValueError } from "../../config/errors.ts";
import { isCallable } from "../../config/arguments.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  type CustomObjects,
  functionObject,
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
  unknownIdentifier,
} from "../../config/serialization.ts";
import { celu, elu, selu } from "./elu.ts";
import { exponential } from "./exponential.ts";
import { gelu } from "./gelu.ts";
import { glu } from "./glu.ts";
import { linear } from "./linear.ts";
import { leakyRelu, relu, relu6 } from "./relu.ts";
import { hardShrink, softShrink, tanhShrink } from "./shrink.ts";
import { hardSigmoid, logSigmoid, sigmoid, sparseSigmoid } from "./sigmoid.ts";
import { hardSilu, silu } from "./silu.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { mish, softplus, sparsePlus, squareplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { sparsemax } from "./sparsemax.ts";
import { hardTanh, tanh } from "./tanh.ts";

export * from "./elu.ts";
export * from "./exponential.ts";
export * from "./gelu.ts";
export * from "./glu.ts";
export * from "./linear.ts";
export * from "./relu.ts";
export type { PlainActivation } from "./row.ts";
export * from "./shrink.ts";
export * from "./sigmoid.ts";
export * from "./silu.ts";
export * from "./softmax.ts";
export * from "./softplus.ts";
export * from "./softsign.ts";
export * from "./sparsemax.ts";
export * from "./tanh.ts";

/** A function of a layer's output. */
export type Activation = (x: Tensor) => Tensor;

/** Keras's names of the activations. */
export type ActivationName =
  | "celu"
  | "elu"
  | "exponential"
  | "gelu"
  | "glu"
  | "hard_shrink"
  | "hard_sigmoid"
  | "hard_silu"
  | "hard_swish"
  | "hard_tanh"
  | "leaky_relu"
  | "linear"
  | "log_sigmoid"
  | "log_softmax"
  | "mish"
  | "relu"
  | "relu6"
  | "selu"
  | "sigmoid"
  | "silu"
  | "soft_shrink"
  | "softmax"
  | "softplus"
  | "softsign"
  | "sparse_plus"
  | "sparse_sigmoid"
  | "sparsemax"
  | "squareplus"
  | "swish"
  | "tanh"
  | "tanh_shrink";

/** What may stand for an activation; a function with options is passed as `(x) => relu(x, { maxValue: 1 })`. */
export type ActivationIdentifier = ActivationName | ObjectConfig | Activation;

// Of two names for one function, Keras writes the one that comes first.
const ACTIVATIONS: Record<ActivationName, Activation> = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hard_shrink: hardShrink,
  hard_sigmoid: hardSigmoid,
  hard_silu: hardSilu,
  hard_swish: hardSilu,
  hard_tanh: hardTanh,
  leaky_relu: leakyRelu,
  linear,
  log_sigmoid: logSigmoid,
  log_softmax: logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  soft_shrink: softShrink,
  softmax,
  softplus,
  softsign,
  sparse_plus: sparsePlus,
  sparse_sigmoid: sparseSigmoid,
  sparsemax,
  squareplus,
  swish: silu,
  tanh,
  tanh_shrink: tanhShrink,
};

/**
 * The activation that an identifier means; `linear` for none.
 *
 * @throws {TypeError} if it is a layer, whose weights nobody would hold.
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const activation = dg.activations.get("hard_tanh");
 * assertEquals([...await activation(dg.tensor([-2, 0.5])).data()], [-1, 0.5]);
 * ```
 */
export function get(
  identifier: ActivationIdentifier | null | undefined,
): Activation {
  if (identifier === null || identifier === undefined) return linear;
  if (isCallable(identifier)) return identifier;
  if (isLayer(identifier)) {
    throw new TypeError(
      `Cannot use ${identifier} as an activation: expected a name or a function, received a layer (put it behind the layer, or give a function such as (x) => leakyRelu(x, { negativeSlope: 0.1 }))`,
    );
  }
  return deserialize(identifier);
}

/**
 * An activation as Keras writes it: the name of one of Keras's, the object form of another function.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function serialize(
  activation: Activation | null | undefined,
): string | SerializedObject {
  const own = activation ?? linear;
  const known = Object.entries(ACTIVATIONS).find(([, known]) => known === own);
  return known ? known[0] : functionObject("activation", own);
}

/**
 * The activation that a name or an object form means; functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: string | ObjectConfig,
  customObjects: CustomObjects = {},
): Activation {
  const name = nameOf(config);
  const custom = Object.hasOwn(customObjects, name) && customObjects[name];
  if (isCallable(custom)) return custom as Activation;
  if (name === "threshold") {
    throw new ValueError(
      "Cannot find activation threshold by name: expected a function that gives its two arguments, such as (x) => threshold(x, { threshold: 1, defaultValue: 0 })",
    );
  }
  if (isActivationName(name)) return ACTIVATIONS[name];
  const names = [...Object.keys(ACTIVATIONS), ...Object.keys(customObjects)];
  throw unknownIdentifier("activation function", config, names);
}

function isLayer(value: object | string): boolean {
  return typeof value === "object" && "apply" in value &&
    typeof value.apply === "function";
}

/** The name in an object form: its class, or for a function what it has instead of arguments. */
function nameOf(config: unknown): string {
  if (typeof config === "string") return config;
  if (!isObjectConfig(config)) {
    throw unknownIdentifier("activation function", config, []);
  }
  return typeof config.config === "string" ? config.config : config.class_name;
}

function isActivationName(name: string): name is ActivationName {
  return Object.hasOwn(ACTIVATIONS, name);
}
