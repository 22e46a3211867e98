/** The base of all regularizers. */

import type { Tensor } from "../../autograd/tensor.ts";
import {
  configOf,
  type ConfigurableClass,
  fromConfig,
  valuesOf,
} from "../../config/configurable.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, OptionsArguments, Row } from "../../config/schema.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";

/**
 * A penalty on a weight or on a layer's output, added to the loss. Derive from it for one of your own, or pass a
 * function of the tensor wherever a regularizer is meant.
 */
export abstract class Regularizer<Options extends object = object> {
  /** A row for each option, from which follow the constructor, the properties, `getConfig` and `fromConfig`. */
  static readonly schema: AnySchema = {};

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options>) {
    Object.assign(this, valuesOf(new.target, options));
  }

  /** The penalty, a scalar. */
  abstract call(w: Tensor): Tensor;

  /** Keras's arguments, from which `fromConfig` makes the same regularizer. */
  getConfig(): Config {
    return configOf(this);
  }

  /** Makes a regularizer from Keras's arguments. */
  static fromConfig<T>(
    this: ConfigurableClass<T>,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    return fromConfig(this, config, customObjects);
  }
}

/** A factor of a penalty. */
export function factor(usual: number): Row<number> {
  return number(usual, { least: 0 });
}
