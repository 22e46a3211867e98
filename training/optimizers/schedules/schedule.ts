/** The schedule: a learning rate that follows from the number of steps made. */

import {
  configOf,
  type ConfigurableClass,
  fromConfig,
  valuesOf,
} from "../../../config/configurable.ts";
import { text } from "../../../config/rows.ts";
import type {
  AnySchema,
  OptionsArguments,
  Row,
} from "../../../config/schema.ts";
import type { Config, CustomObjects } from "../../../config/serialization.ts";

/** A learning rate that follows from the number of steps made. Derive from it for one of your own. */
export abstract class LearningRateSchedule<Options extends object = object> {
  /** A row for each option, from which follow the constructor, the properties, `getConfig` and `fromConfig`. */
  static readonly schema: AnySchema = {};

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options>) {
    Object.assign(this, valuesOf(new.target, options));
  }

  /** The learning rate after `step` steps. */
  abstract at(step: number): number;

  /** Keras's arguments. */
  getConfig(): Config {
    return configOf(this);
  }

  /** Makes a schedule from Keras's arguments. */
  static fromConfig<T>(
    this: ConfigurableClass<T>,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    return fromConfig(this, config, customObjects);
  }
}

/** The name of a schedule; `null` is the usual one too. */
export function name(usual: string): Row<string | null, string> {
  const given = text(usual);
  return { read: (value, place) => given.read(value ?? undefined, place) };
}
