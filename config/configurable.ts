/** Classes whose objects are made from options by a table, and written down by it as Keras does. */

import { quote, ValueError } from "./errors.ts";
import { checkArgumentsTold } from "./lost_arguments.ts";
import {
  camelCase,
  checkConfig,
  type Config,
  type CustomObjects,
  customOf,
  isObjectConfig,
  nested,
} from "./serialization.ts";
import { optionsFromPlaces } from "./by_place.ts";
import {
  type AnySchema,
  readOptions,
  rowsOf,
  snakeCase,
  writeOptions,
} from "./schema.ts";

/** A class of `T` with a table of its options. */
export interface ConfigurableClass<T> extends Configurable {
  /** Makes one of options; of which type is the table's to check. */
  new (...options: never): T;
}

/** What a class says of its options. */
export interface Configurable {
  /** The name of the class. */
  readonly name: string;
  /** A row for each option. */
  readonly schema: AnySchema;
  /** The options that may be given by their places, before the object of the others. */
  readonly leading?: readonly string[];
  /** Arguments of Keras's that mean nothing here, with the values that mean nothing. */
  readonly withoutMeaning?: Config;
}

const tables = new WeakMap<object, AnySchema>();

/** The rows of a class and of those that it derives from; its own take the place of theirs. */
export function tableOf(made: Configurable): AnySchema {
  const known = tables.get(made);
  if (known) return known;
  const parent: unknown = Object.getPrototypeOf(made);
  const inherited = isConfigurable(parent) ? tableOf(parent) : {};
  const own = Object.hasOwn(made, "schema") ? made.schema : {};
  const table = { ...inherited, ...own };
  tables.set(made, table);
  return table;
}

function isConfigurable(made: unknown): made is Configurable {
  return typeof made === "function" && "schema" in made;
}

/**
 * What the arguments of a constructor ask for, under the names that hold it; the base of a family assigns it to the object.
 *
 * @throws {TypeError} if there are more arguments, or the last is no object of options of the table.
 * @throws {ValueError} if an option has a value that is not allowed.
 */
export function valuesOf(
  made: Configurable,
  args: readonly unknown[],
): Readonly<Record<string, unknown>> {
  const action = `make ${made.name}`;
  const options = optionsFromPlaces(action, made.leading ?? [], args);
  const table = tableOf(made);
  const values = Object.entries(readOptions(action, table, options));
  return Object.fromEntries(
    values.map(([option, value]) => [table[option]?.heldAs ?? option, value]),
  );
}

/**
 * Makes what was read of options the properties of an object. A class that declares a field of an option's name without
 * `declare` would put the field's first value in its place: the language refuses that now, since they cannot be defined
 * again.
 */
export function hold(
  object: object,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (name in Object.getPrototypeOf(object)) throw nameTaken(object, name);
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: false,
    });
  }
}

function nameTaken({ constructor }: object, name: string): TypeError {
  return new TypeError(
    `Cannot make ${constructor.name}: expected options of names that its class does not use itself, received a row for ${name} in its schema`,
  );
}

/**
 * Keras's arguments of an object, as the table of its class writes them.
 *
 * @throws {TypeError} if its class takes others, which would be lost.
 */
export function configOf(object: object): Config {
  const { constructor } = object;
  const table = isConfigurable(constructor) ? tableOf(constructor) : {};
  checkArgumentsTold(object, Object.keys(table));
  return writeOptions(table, object);
}

// What Keras writes of things that there are not here; of these values they mean nothing.
const WITHOUT_MEANING: Config = {
  autocast: true,
  lora_alpha: null,
  lora_rank: null,
  quantization_config: null,
};

/**
 * The options that a config stands for: those of Keras 3, and under the aliases of the table the older ones of tf.keras.
 * What it names of the user's own is looked up in `customObjects`.
 *
 * @throws {ValueError} if there is an argument that we have not, with a value that means something.
 */
export function optionsFrom(
  made: Configurable,
  config: Config,
  customObjects: CustomObjects = {},
): Config {
  checkConfig(config);
  const schema = tableOf(made);
  const inert = { ...WITHOUT_MEANING, ...made.withoutMeaning };
  const options = new Map<string, unknown>();
  for (const [key, value] of Object.entries(config)) {
    if (Object.hasOwn(inert, key)) {
      checkInert(key, value, inert[key]);
      continue;
    }
    const [option, given] = optionOf(schema, key, value);
    const revive = schema[option]?.revive;
    if (options.has(option)) {
      throw new ValueError(
        `Cannot read a config: expected ${option} once, received it again as ${
          quote(key)
        }`,
      );
    }
    const found = resolve(given, customObjects);
    const isConfig = revive && isObjectConfig(found);
    options.set(
      option,
      isConfig ? nested(() => revive(found, customObjects)) : found,
    );
  }
  return Object.fromEntries(options);
}

/**
 * The object that a config means.
 *
 * @throws {TypeError} if it is no config, or has an argument that is not in the table of the class.
 * @throws {ValueError} if an argument has a value that is not allowed.
 */
export function fromConfig<T>(
  made: ConfigurableClass<T>,
  config: Config,
  customObjects?: CustomObjects,
): T {
  return Reflect.construct(made, [optionsFrom(made, config, customObjects)]);
}

function checkInert(key: string, value: unknown, inert: unknown): void {
  if (value === inert) return;
  throw new ValueError(
    `Cannot read a config: expected ${key} to be ${quote(inert)}, received ${
      quote(value)
    }`,
  );
}

/** The option that a key of a config means, and what is given; one that is not in the table by the rule. */
function optionOf(
  schema: AnySchema,
  key: string,
  value: unknown,
): [option: string, value: unknown] {
  for (const [option, row] of rowsOf(schema)) {
    if ((row.key ?? snakeCase(option)) === key) return [option, value];
    if (!row.aliases?.includes(key)) continue;
    return [option, row.fromAlias ? row.fromAlias(value) : value];
  }
  return [camelCase(key), value];
}

/** A class that makes objects from their configs. */
interface Maker {
  fromConfig(config: Config, customObjects: CustomObjects): unknown;
}

/** The object itself that a value names, if it is one of the user's own. */
function resolve(value: unknown, customObjects: CustomObjects): unknown {
  if (!isObjectConfig(value)) return value;
  const custom = customOf(value, customObjects);
  if (custom === undefined) return value;
  const { config } = value;
  if (typeof config === "string" || !isMaker(custom)) return custom;
  return nested(() => custom.fromConfig(config ?? {}, customObjects));
}

/** Whether a value can make objects from configs. */
export function isMaker(value: unknown): value is Maker {
  return typeof value === "function" && "fromConfig" in value &&
    typeof value.fromConfig === "function";
}
