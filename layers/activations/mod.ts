/**
 * Activations: functions of a layer's output.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { relu } from "@decograd/decograd/activations";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...await relu(dg.tensor([-1, 2])).data()], [0, 2]);
 * ```
 *
 * @category Activations
 * @module
 */

import { checkArgumentCount, isCallable } from "../../config/options.ts";
import "../../autograd/ops/chain.ts";
import { ValueError } from "../../config/errors.ts";
import { keepNames } from "../../config/keep_names.ts";
import { alias } from "../../autograd/ops/alias.ts";
import { type TensorLike, toTensor } from "../../autograd/op.ts";
import { checkOperandCount } from "../../autograd/ops/arguments.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { snakeCase } from "../../config/schema.ts";
import {
  type CustomObjects,
  functionObject,
  isObjectConfig,
  type ObjectConfig,
  type SerializedObject,
  type SnakeName,
  unknownIdentifier,
} from "../../config/serialization.ts";
import type { Layer } from "../layer.ts";
import { isLayerConfig, readLayer, writeLayer } from "../layer_object.ts";
import { glu, logSoftmax, softmax, sparsemax } from "./along_axis.ts";
import {
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  relu,
  relu6,
  softShrink,
  sparsePlus,
  sparseSigmoid,
} from "./piecewise.ts";
import {
  celu,
  elu,
  exponential,
  gelu,
  logSigmoid,
  mish,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  squareplus,
  tanh,
  tanhShrink,
} from "./smooth.ts";

export type { OptionsArguments } from "../../config/schema.ts";
export type { ActivationWith, PlainActivation } from "./activation.ts";
export * from "./along_axis.ts";
export * from "./piecewise.ts";
export * from "./smooth.ts";

/**
 * The elements of `x`, as a tensor of its own.
 * @category Activations
 */
export function linear(x: TensorLike): Tensor {
  checkOperandCount("compute linear", arguments, 1);
  return alias(toTensor("linear", x));
}

keepNames({ linear });

/**
 * A function of a layer's output.
 * @category Activations
 */
export type Activation = (x: Tensor) => Tensor;

/**
 * The activations; Keras's names for them are the same in snake_case.
 * @category Activations
 */
export const functions: {
  readonly celu: typeof celu;
  readonly elu: typeof elu;
  readonly exponential: typeof exponential;
  readonly gelu: typeof gelu;
  readonly glu: typeof glu;
  readonly hardShrink: typeof hardShrink;
  readonly hardSigmoid: typeof hardSigmoid;
  readonly hardSilu: typeof hardSilu;
  readonly hardTanh: typeof hardTanh;
  readonly leakyRelu: typeof leakyRelu;
  readonly linear: typeof linear;
  readonly logSigmoid: typeof logSigmoid;
  readonly logSoftmax: typeof logSoftmax;
  readonly mish: typeof mish;
  readonly relu: typeof relu;
  readonly relu6: typeof relu6;
  readonly selu: typeof selu;
  readonly sigmoid: typeof sigmoid;
  readonly silu: typeof silu;
  readonly softShrink: typeof softShrink;
  readonly softmax: typeof softmax;
  readonly softplus: typeof softplus;
  readonly softsign: typeof softsign;
  readonly sparsePlus: typeof sparsePlus;
  readonly sparseSigmoid: typeof sparseSigmoid;
  readonly sparsemax: typeof sparsemax;
  readonly squareplus: typeof squareplus;
  readonly tanh: typeof tanh;
  readonly tanhShrink: typeof tanhShrink;
} = {
  celu,
  elu,
  exponential,
  gelu,
  glu,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  linear,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softShrink,
  softmax,
  softplus,
  softsign,
  sparsePlus,
  sparseSigmoid,
  sparsemax,
  squareplus,
  tanh,
  tanhShrink,
};

/**
 * Names that no rule gives.
 * @category Activations
 */
export const aliases: {
  readonly hard_swish: typeof hardSilu;
  readonly swish: typeof silu;
} = { hard_swish: hardSilu, swish: silu };

/**
 * Keras's names of the activations.
 * @category Activations
 */
export type ActivationName =
  | SnakeName<keyof typeof functions>
  | keyof typeof aliases;

/**
 * What may stand for an activation; a function with options is passed as `(x) => relu(x, { maxValue: 1 })`.
 * @category Activations
 */
export type ActivationIdentifier = ActivationName | ObjectConfig | Activation;

// Of two names for one function, Keras writes the one that comes first.
const named: Readonly<Record<string, Activation>> = {
  ...Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [snakeCase(name), f]),
  ),
  ...aliases,
};

/** Activations of files in which a layer without weights is one. */
const ofLayers = new WeakMap<Activation, Layer>();

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
 *
 * @category Activations
 */
export function get(
  identifier: ActivationIdentifier | null | undefined,
): Activation {
  checkArgumentCount("find activation", arguments, 1);
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
 *
 * @category Activations
 */
export function serialize(
  activation: Activation | null | undefined,
): string | SerializedObject {
  checkArgumentCount("serialize activation", arguments, 1);
  const own = activation ?? linear;
  const layer = ofLayers.get(own);
  if (layer) return writeLayer(layer);
  const known = Object.entries(named).find(([, known]) => known === own);
  return known ? known[0] : functionObject("activation", own);
}

/**
 * The activation that a name or an object form means; functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Activations
 */
export function deserialize(
  config: string | ObjectConfig,
  customObjects: CustomObjects = {},
): Activation {
  checkArgumentCount("deserialize activation", arguments, 2);
  const name = nameOf(config);
  const custom = Object.hasOwn(customObjects, name) && customObjects[name];
  if (isCallable(custom)) return custom as Activation;
  if (name === "threshold") {
    throw new ValueError(
      "Cannot find activation threshold by name: expected a function that gives its two arguments, such as (x) => threshold(x, { threshold: 1, defaultValue: 0 })",
    );
  }
  if (Object.hasOwn(named, name)) return named[name];
  const layer = layerOf(config, customObjects);
  if (layer) return layer;
  const names = [...Object.keys(named), ...Object.keys(customObjects)];
  throw unknownIdentifier("activation", config, names);
}

function isLayer(value: object | string): boolean {
  return typeof value === "object" && "apply" in value &&
    typeof value.apply === "function";
}

/** The activation that is a layer in a config; `null` if it is no layer, or one with weights, which nobody would hold. */
function layerOf(
  config: string | ObjectConfig,
  customObjects: CustomObjects,
): Activation | null {
  if (!isLayerConfig(config)) return null;
  const layer = readLayer(config, customObjects);
  layer.ensureBuilt([null, 1]);
  if (layer.weights.length > 0) return null;
  const activation = (x: Tensor) => layer.apply(x);
  ofLayers.set(activation, layer);
  return activation;
}

/** The name in an object form: its class, or for a function what it has instead of arguments. */
function nameOf(config: unknown): string {
  if (typeof config === "string") return config;
  if (!isObjectConfig(config)) {
    throw unknownIdentifier("activation", config, []);
  }
  return typeof config.config === "string" ? config.config : config.class_name;
}
