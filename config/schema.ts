/** Options as a table: one row says how an option is read, checked, defaulted and written into Keras's config. */

import { checkOptions } from "./options.ts";
import { quote, ValueError } from "./errors.ts";
import type { Config, CustomObjects, ObjectConfig } from "./serialization.ts";

/** Where a value stands, as errors say it. */
export interface Place {
  /** What cannot be done with a wrong one: `"make Dense"`. */
  readonly action: string;
  /** The class or function: `"Dense"`. */
  readonly owner: string;
  /** The option: `"units"`. */
  readonly option: string;
}

/** One option: given as `In`, held as `Out`. */
export interface Row<In, Out = In> {
  /**
   * The value to hold, of what was given; `undefined` where nothing was.
   *
   * @throws {ValueError} if it is not allowed.
   */
  readonly read: (value: unknown, place: Place) => Out;
  /** The value as Keras's config has it, which then has none if it is `undefined`; a list is copied where this is left out. */
  write?(value: Out): unknown;
  /** The property that holds the value, where that is not of its own name. */
  readonly heldAs?: string;
  /** Its name in Keras's config, where that is not its own in snake_case. */
  readonly key?: string;
  /** Names under which older configs have it. */
  readonly aliases?: readonly string[];
  /** What a value of an older config means, where that is not itself. */
  fromAlias?(value: unknown): unknown;
  /** What an object in a config means, for options that are objects themselves. */
  revive?(value: ObjectConfig, customObjects: CustomObjects): unknown;
  /** Whether the class has settled the value: then it is held, but nobody gives it, and no config has it. */
  readonly isSettled?: boolean;
  /** What stands for what is not given, where reading that makes something. */
  readonly usual?: unknown;
  /** Carries the type of what may be given; it has no value. */
  readonly accepts?: In;
}

/**
 * A row for each option of a class or function, in Keras's order. Of a class that derives from another, `Inherited` are the
 * options that the other's rows say; a row here takes the place of that one.
 */
export type Schema<Options, Inherited = unknown> =
  & {
    readonly [Name in Exclude<keyof Options, keyof Inherited>]-?: Row<
      Options[Name],
      unknown
    >;
  }
  & {
    readonly [Name in Extract<keyof Options, keyof Inherited>]?: Row<
      Options[Name],
      unknown
    >;
  };

/** A table of any options. */
export type AnySchema = Readonly<
  Record<string, Row<unknown, unknown> | undefined>
>;

/** What is held of options. */
export type Values<S extends AnySchema> = {
  readonly [Name in keyof S]: S[Name] extends Row<infer _, infer Out> ? Out
    : never;
};

/**
 * The arguments of a class that is made of options: they may be left out where each has a default. Those that `Leading`
 * names may be given by their places before the object of the others, as many of them as one likes.
 *
 * @category Options
 */
export type OptionsArguments<
  Options,
  Leading extends readonly unknown[] = [],
> =
  | (Record<never, never> extends Options ? [options?: Options]
    : [options: Options])
  | (Leading extends readonly [infer First extends keyof Options, ...infer Rest]
    ? [
      value: Exclude<Options[First], undefined>,
      ...OptionsArguments<Omit<Options, First>, Rest>,
    ]
    : never);

/**
 * What a table reads of options.
 *
 * @throws {TypeError} if they are no object of options, or one is not in the table.
 * @throws {ValueError} if one has a value that is not allowed.
 */
export function readOptions<S extends AnySchema>(
  action: string,
  schema: S,
  options: unknown,
): Values<S> {
  const { names, rows } = readingOf(schema);
  checkOptions(action, options, names);
  const owner = action.startsWith("make ") ? action.slice(5) : action;
  const given = options as Config;
  const values: Record<string, unknown> = {};
  for (const [option, row] of rows) {
    checkRow(row, option, action);
    // Not what every object has by its prototype, such as "constructor".
    const value = Object.hasOwn(given, option) ? given[option] : undefined;
    values[option] = row.read(value, { action, owner, option });
  }
  return values as Values<S>;
}

/** A table of one's own may hold what is no row, such as the default itself. */
function checkRow(
  row: Partial<Row<unknown, unknown>>,
  option: string,
  action: string,
): void {
  if (typeof row.read === "function") return;
  throw new TypeError(
    `Cannot ${action}: expected a row for ${option} in the schema, as dg.options makes them, received ${
      quote(row)
    }`,
  );
}

/** Keras's config of what is held. */
export function writeOptions(schema: AnySchema, held: object): Config {
  const values = held as Config;
  const written = rowsOf(schema).map(([option, row]) => {
    const value = values[row.heldAs ?? option];
    const key = row.key ?? snakeCase(option);
    if (row.write) return [key, row.write(value)] as const;
    return [key, Array.isArray(value) ? [...value] : value] as const;
  });
  return Object.fromEntries(written.filter(([, value]) => value !== undefined));
}

/** The rows of a table. */
export function rowsOf(schema: AnySchema): Reading["rows"] {
  return readingOf(schema).rows;
}

/** The options that may be given. */
export function namesOf(schema: AnySchema): readonly string[] {
  return readingOf(schema).names;
}

/** A table as it is read. */
interface Reading {
  /** The rows. */
  readonly rows:
    readonly (readonly [option: string, row: Row<unknown, unknown>])[];
  /** The options that may be given. */
  readonly names: readonly string[];
}

// Ops of small tensors would spend more on lists of their options than on numbers.
const readings = new WeakMap<AnySchema, Reading>();

function readingOf(schema: AnySchema): Reading {
  const known = readings.get(schema);
  if (known) return known;
  const rows = Object.entries(schema)
    .flatMap(([option, row]) => row ? [[option, row] as const] : []);
  const names = rows.flatMap(([option, row]) => row.isSettled ? [] : [option]);
  const reading = { rows, names };
  readings.set(schema, reading);
  return reading;
}

/** A name as Keras writes it in configs: `kernelSize` as `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Refuses the value of an option.
 *
 * @throws {ValueError} always.
 */
export function refuse(
  { action, option }: Place,
  expected: string,
  value: unknown,
): never {
  throw new ValueError(
    `Cannot ${action}: expected ${option} to be ${expected}, received ${
      quote(value)
    }`,
  );
}
