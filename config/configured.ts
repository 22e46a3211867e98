/** The base of families whose members are made of options. */

import { describe } from "./description.ts";
import { checkArgumentCount } from "./options.ts";
import {
  configOf,
  type ConfigurableClass,
  fromConfig,
  hold,
  valuesOf,
} from "./configurable.ts";
import type { AnySchema, OptionsArguments } from "./schema.ts";
import { SHOWN, Shown } from "./shown.ts";
import type { Config, CustomObjects } from "./serialization.ts";

/**
 * What is made of options, and written down as Keras's config: the base of regularizers, constraints and the like.
 * @category Options
 */
export abstract class Configured<
  Options extends object = object,
  Leading extends readonly unknown[] = [],
> extends Shown {
  /** A row for each option, from which follow the constructor, the properties, `getConfig` and `fromConfig`. */
  static readonly schema: AnySchema = {};
  /** The options that may be given by their places, before the object of the others; the types say so by `Leading`. */
  static readonly leading: readonly string[] = [];

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options, Leading>) {
    super();
    hold(this, valuesOf(new.target, options));
    this.checkOptions?.();
  }

  /** Refuses options that do not go together, and sees to what follows from them; most classes have none. */
  protected checkOptions?(): void;

  /** Its class, and its options that are not as usual. */
  override [SHOWN](): string {
    return describe(this);
  }

  /** Keras's arguments, from which `fromConfig` makes the same. */
  getConfig(): Config {
    return configOf(this);
  }

  /**
   * Makes one of Keras's arguments; what those name of the user's own is looked up in `customObjects`.
   *
   * @throws {TypeError} if there is an argument that the table of the class has not.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  static fromConfig<T>(
    this: ConfigurableClass<T>,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    checkArgumentCount(`make ${this.name}`, arguments, 2);
    return fromConfig(this, config, customObjects);
  }
}
