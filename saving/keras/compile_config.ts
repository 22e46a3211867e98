/** How a model is compiled, in Keras's form. */

import {
  type Config,
  type CustomObjects,
  isObjectConfig,
  writing,
} from "../../config/serialization.ts";
import type { CompileOptions } from "../../models/compiling/compilation.ts";
import * as losses from "../../training/losses/mod.ts";
import * as metrics from "../../training/metrics/mod.ts";
import * as optimizers from "../../training/optimizers/mod.ts";

/** Our options, Keras's names for them, and who knows what is in them. */
const PARTS = [
  ["optimizer", "optimizer", optimizers],
  ["loss", "loss", losses],
  ["lossWeights", "loss_weights", null],
  ["metrics", "metrics", metrics],
  ["weightedMetrics", "weighted_metrics", metrics],
] as const;

/** A family of parts, as far as it is asked here. */
interface Family {
  deserialize(config: unknown, customObjects?: CustomObjects): unknown;
  get(identifier: unknown): unknown;
  serialize(part: unknown): unknown;
}

/** The options of `compile` that a config means; what only concerns how Keras computes is left out. */
export function readCompileConfig(
  config: Config,
  customObjects: CustomObjects,
): CompileOptions {
  return Object.fromEntries(
    PARTS.flatMap(([option, name, family]) => {
      const value = config[name] ?? null;
      if (value === null) return [];
      return [[option, revived(value, family as Family | null, customObjects)]];
    }),
  );
}

function revived(
  value: unknown,
  family: Family | null,
  customObjects: CustomObjects,
): unknown {
  if (typeof value !== "object" || value === null || !family) return value;
  if (isObjectConfig(value)) return family.deserialize(value, customObjects);
  return mapped(value, (one) => revived(one, family, customObjects));
}

/** The config of options; a part that was given by its name is written so. */
export function writeCompileConfig(options: CompileOptions): Config {
  return writing(() => ({
    ...Object.fromEntries(
      PARTS.map(([option, name, family]) => [
        name,
        written(options[option] ?? null, family as Family | null),
      ]),
    ),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  }));
}

function written(value: unknown, family: Family | null): unknown {
  const isCollection = Array.isArray(value) || isPlain(value);
  if (isCollection && !isObjectConfig(value)) {
    return mapped(value, (one) => written(one, family));
  }
  const isPart = typeof value === "object" || typeof value === "function";
  if (!family || !isPart || value === null) return value;
  return family.serialize(family.get(value));
}

function mapped(value: object, change: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, change(one)]),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
