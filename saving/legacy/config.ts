/** What Keras 2 and tf.keras write otherwise than Keras 3, in the words of Keras 3. */

import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../../config/serialization.ts";

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
  return isObjectConfig(inner) ? modern(inner) : inner;
}

function modern(object: ObjectConfig): unknown {
  const { class_name: name, config } = object;
  if (typeof config !== "object" || config === null) return object;
  // A function as a metric, by its name.
  if (name === "MeanMetricWrapper" && typeof config.fn === "string") {
    return config.fn;
  }
  const unread = UNREAD.filter(([pattern]) => pattern.test(name))
    .flatMap(([, names]) => names);
  const read = Object.entries(config).filter(([key]) => !unread.includes(key));
  return {
    ...object,
    class_name: RENAMED[name] ?? name,
    config: Object.fromEntries(read),
  };
}

/** How a model is compiled, in the words of Keras 3. */
export function modernCompileConfig(
  { optimizer_config: optimizer, ...config }: Config,
): Config {
  const modern = modernConfig({ ...config, optimizer }) as Config;
  if (isObjectConfig(modern.optimizer)) {
    return { ...modern, optimizer: modernOptimizer(modern.optimizer) };
  }
  return modern;
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
  return { ...object, config: { ...rest, ...given } };
}
