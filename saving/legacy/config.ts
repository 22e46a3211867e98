/** What Keras 2 and tf.keras write otherwise than Keras 3, in the words of Keras 3. */

import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../../config/serialization.ts";
import { isOptions } from "../../config/options.ts";
import { withoutFirstCalls } from "./first_calls.ts";
import { withoutLambda } from "./lambda_layer.ts";

/** Classes under names that they had. */
const RENAMED: Readonly<Record<string, string>> = { Model: "Functional" };

/** What a class has from one that it derives from there, and nobody reads. */
const UNREAD:
  readonly (readonly [pattern: RegExp, names: readonly string[]])[] = [
    [/^Depthwise|^Conv\dDTranspose$/, ["groups"]],
    [/^Separable/, [
      "groups",
      "kernel_initializer",
      "kernel_regularizer",
      "kernel_constraint",
    ]],
    [/^Embedding$/, ["input_length", "batch_input_shape"]],
  ];

/** A config, and all objects in it. */
export function modernConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(modernConfig);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, modernConfig(one)]),
  );
  // An array of NumPy's.
  if (inner.type === "ndarray" && "value" in inner) return inner.value;
  const object = withoutLambda(inner);
  return isObjectConfig(object) ? modern(object) : object;
}

function modern(object: ObjectConfig): unknown {
  const { class_name: name, config } = object;
  if (typeof config !== "object" || config === null) return object;
  // A function as a metric, by its name.
  if (name === "MeanMetricWrapper" && typeof config.fn === "string") {
    return config.fn;
  }
  // Of Keras before 2.2.3.
  if (name === "Sequential" && Array.isArray(config)) {
    return { ...object, config: { layers: config } };
  }
  const unread = UNREAD.filter(([pattern]) => pattern.test(name))
    .flatMap(([, names]) => names);
  const read = Object.entries(config)
    .filter(([key]) => !unread.includes(key))
    .map(([key, value]) => [key, argument(key, value)]);
  return {
    ...object,
    class_name: RENAMED[name] ?? name,
    config: withoutFirstCalls(Object.fromEntries(read)),
  };
}

/** An argument: the reduction of a loss had a word for its default, an initializer a type of its own. */
function argument(key: string, value: unknown): unknown {
  if (key === "reduction" && value === "auto") return "sum_over_batch_size";
  if (!key.endsWith("_initializer") || !isObjectConfig(value)) return value;
  const { dtype: _dtype, ...config } = Object(value.config);
  return { ...value, config };
}

/** A model of `.keras` as TensorFlow 2.12 to 2.15 write it, in the words of Keras 3. */
export function modernWhole(
  { compile_config: compiled, ...config }: Config,
): Config {
  const model = modernConfig(config) as Config;
  if (!isOptions(compiled)) return model;
  const { optimizer, ...rest } = compiled as Config;
  const compile_config = modernCompileConfig({
    ...rest,
    optimizer_config: optimizer,
  });
  return { ...model, compile_config };
}

/** How a model is compiled, in the words of Keras 3. */
export function modernCompileConfig(
  { optimizer_config: optimizer, ...config }: Config,
): Config {
  const modern = modernConfig({
    ...config,
    loss: withoutFunctions(config.loss),
    metrics: withoutFunctions(config.metrics),
    weighted_metrics: withoutFunctions(config.weighted_metrics),
    optimizer,
  }) as Config;
  if (isObjectConfig(modern.optimizer)) {
    return { ...modern, optimizer: modernOptimizer(modern.optimizer) };
  }
  return modern;
}

/** Losses and metrics without the function that their class says already. */
function withoutFunctions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFunctions);
  if (typeof value !== "object" || value === null) return value;
  if (!isObjectConfig(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, withoutFunctions(one)]),
    );
  }
  if (value.class_name === "MeanMetricWrapper") return value;
  const { fn: _function, ...config } = Object(value.config);
  return { ...value, config };
}

/** An optimizer; its decay is a schedule now. */
function modernOptimizer(object: ObjectConfig): ObjectConfig {
  if (typeof object.config !== "object") return object;
  const {
    decay = 0,
    lr,
    learning_rate = lr,
    jit_compile: _jit,
    is_legacy_optimizer: _legacy,
    ...rest
  } = object.config ?? {};
  const rate = decay === 0 ? learning_rate : {
    class_name: "InverseTimeDecay",
    config: {
      initial_learning_rate: learning_rate,
      decay_steps: 1,
      decay_rate: decay,
    },
  };
  const given = rate === undefined ? {} : { learning_rate: rate };
  const class_name = object.class_name.replace(/^Custom>/, "");
  return { ...object, class_name, config: { ...rest, ...given } };
}
