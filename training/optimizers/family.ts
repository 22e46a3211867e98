/** Families of optimizers, and how their members are read; first those that stand by themselves. */

import { checkCustomObjects } from "../../config/check_config.ts";
import { type Family, type PartClass, read } from "../../config/family.ts";
import {
  type CustomObjects,
  isObjectConfig,
} from "../../config/serialization.ts";
import { Adadelta } from "./adadelta.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam, AdamW } from "./adam_optimizers.ts";
import { Adamax } from "./adamax.ts";
import { Lamb } from "./lamb.ts";
import { Lion } from "./lion.ts";
import { Nadam } from "./nadam.ts";
import { Optimizer } from "./optimizer.ts";
import { RMSprop } from "./rmsprop.ts";
import { SGD } from "./sgd.ts";

/** A class of optimizers. */
export type OptimizerClass = PartClass<Optimizer>;

/** A family of optimizers; their names in lower case mean them too. */
export function familyOf(
  classes: Readonly<Record<string, OptimizerClass>>,
): Family<Optimizer, never> {
  const names = Object.keys(classes).map((name) => [name.toLowerCase(), name]);
  return {
    kind: "optimizer",
    base: Optimizer,
    module: "keras.optimizers",
    classes,
    aliases: Object.fromEntries(names),
  };
}

/** Optimizers that stand by themselves, under Keras's names. */
export const BASIC = {
  Adadelta,
  Adagrad,
  Adam,
  AdamW,
  Adamax,
  Lamb,
  Lion,
  Nadam,
  RMSprop,
  SGD,
};

/** Those as a family. */
export const BASIC_FAMILY: Family<Optimizer, never> = familyOf(BASIC);

/** A name in the case in which a family knows it; like Keras it does not mind the case. */
export function inKnownCase(
  { aliases = {} }: Family<Optimizer, never>,
  name: string,
): string {
  const lower = name.toLowerCase();
  return Object.hasOwn(aliases, lower) ? aliases[lower] : name;
}

/**
 * The optimizer that Keras's object form means.
 *
 * @throws {ValueError} if nothing in the family nor in `customObjects` has its name.
 */
export function readOptimizer(
  family: Family<Optimizer, never>,
  config: unknown,
  customObjects: CustomObjects = {},
): Optimizer {
  if (!isObjectConfig(config)) return read(family, config, customObjects);
  checkCustomObjects(customObjects);
  const { class_name } = config;
  const isOwn = Object.hasOwn(customObjects, class_name);
  const name = isOwn ? class_name : inKnownCase(family, class_name);
  return read(family, { ...config, class_name: name }, customObjects);
}
