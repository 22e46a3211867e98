/** Configs as Keras 2 has them: a class is known by its name alone. */

import { isObjectConfig } from "../../config/serialization.ts";

/** What only Keras 3 says of layers, losses and the like; of their parts it does so in these files too. */
const NEWER: readonly string[] = ["module", "registered_name", "build_config"];

/** The objects of a config, or in lists and by names in it, and the layers of models, without what only Keras 3 says. */
export function olderConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(olderConfig);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (!isObjectConfig(value)) {
    return Object.fromEntries(
      entries.map(([name, one]) => [name, olderConfig(one)]),
    );
  }
  const { class_name: name, config } = value;
  // The name of a function stands for it.
  if (name === "function" && typeof config === "string") return config;
  const { layers, ...rest } = Object(config);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !NEWER.includes(name))),
    config: layers ? { ...rest, layers: olderConfig(layers) } : config,
  };
}
