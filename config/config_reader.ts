/** Reads the configs of layers: those of Keras 3, and the older ones of tf.keras. */

import { checkConfig } from "./check_config.ts";
import { ValueError } from "./errors.ts";
import { nested } from "./nesting.ts";
import { quote } from "./checks.ts";
import {
  type Config,
  type CustomObjects,
  customOf,
  isObjectConfig,
  optionsOf,
} from "./serialization.ts";

// What Keras writes of things that there are not here; of these values they mean nothing.
const WITHOUT_MEANING: Config = {
  autocast: true,
  lora_alpha: null,
  lora_rank: null,
  quantization_config: null,
};

/**
 * The options that a layer's config stands for. `withoutMeaning` are arguments that the layer has not, with the values
 * that mean nothing.
 *
 * @throws {ValueError} if such an argument has another value.
 */
export function readConfig(
  config: Config,
  customObjects: CustomObjects = {},
  withoutMeaning: Config = {},
): Config {
  checkConfig(config);
  const inert = { ...WITHOUT_MEANING, ...withoutMeaning };
  const kept = Object.entries(config).filter(([key, value]) => {
    if (!Object.hasOwn(inert, key)) return true;
    if (value === inert[key]) return false;
    throw new ValueError(
      `Cannot read a config: expected ${key} to be ${
        quote(inert[key])
      }, received ${quote(value)}`,
    );
  });
  const { batch_input_shape: batchShape, ...own } = Object.fromEntries(
    kept.map(([key, value]) => [key, resolve(value, customObjects)]),
  );
  const options = optionsOf(own);
  if (!Array.isArray(batchShape)) return options;
  return { ...options, inputShape: batchShape.slice(1) };
}

/** A class that makes objects from their configs. */
interface Maker {
  fromConfig(config: Config): unknown;
}

/** The object itself that a value names, if it is one of the user's own. */
function resolve(value: unknown, customObjects: CustomObjects): unknown {
  if (!isObjectConfig(value)) return value;
  const custom = customOf(value, customObjects);
  if (custom === undefined) return value;
  const { config } = value;
  if (typeof config === "string" || !isMaker(custom)) return custom;
  return nested(() => custom.fromConfig(config ?? {}));
}

/** Whether a value can make objects from configs. */
export function isMaker(value: unknown): value is Maker {
  return typeof value === "function" && "fromConfig" in value &&
    typeof value.fromConfig === "function";
}
