/** The base of callbacks that are made of options. */

import { hold, valuesOf } from "../../config/configurable.ts";
import type { AnySchema, OptionsArguments } from "../../config/schema.ts";
import { Callback, type TrainedModel } from "./callback.ts";

/**
 * A callback whose options are rows of a table, and its properties.
 * @category Callbacks
 */
export abstract class ConfiguredCallback<
  Options extends object,
  Leading extends readonly unknown[] = [],
> extends Callback<TrainedModel> {
  /** The rows of its options. */
  static readonly schema: AnySchema = {};
  /** The options that may be given by their places, before the object of the others; the types say so by `Leading`. */
  static readonly leading: readonly string[] = [];

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one is missing, or has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options, Leading>) {
    super();
    hold(this, valuesOf(new.target, options));
  }
}
