/** Objects that are made of options, in a line: those of their options that are not as usual. */

import { type Configurable, tableOf } from "./configurable.ts";
import { quote } from "./errors.ts";
import { type Place, type Row, rowsOf } from "./schema.ts";
import { type Config, snakeName } from "./serialization.ts";
import { SHOWN, Shown, withFacts } from "./shown.ts";

/**
 * The class of an object, its name if that is its own, and its options that are not as usual, such as
 * `RandomNormal { stddev: 1 }`.
 */
export function describe(object: object, given?: Config): string {
  const className = object.constructor.name;
  const name: unknown = Reflect.get(object, "name");
  const usual: unknown[] = [className, snakeName(className)];
  const isOwn = typeof name === "string" && !usual.includes(name);
  const what = isOwn ? `${className} ${quote(name)}` : className;
  return withFacts(what, unusualOptions(object, given));
}

/**
 * The options of an object that are not what they would be if they were not given, and how they are shown; not its name.
 * `given` has options that the object does not hold as they were given.
 */
export function unusualOptions(
  object: object,
  given: Config = {},
): [option: string, text: string][] {
  const made = object.constructor as unknown as Configurable;
  const held: Config = { ...given };
  return rowsOf(tableOf(made)).flatMap(([option, row]) => {
    if (option === "name" || row.isSettled) return [];
    const value = option in held
      ? held[option]
      : Reflect.get(object, row.heldAs ?? option);
    const text = textOf(value, row);
    const usual = () => textOf(row.read(undefined, placeOf(made, option)), row);
    return text === null || isUsual(value, text, row, usual)
      ? []
      : [[option, text]];
  });
}

function placeOf({ name }: Configurable, option: string): Place {
  return { action: `make ${name}`, owner: name, option };
}

function isUsual(
  value: unknown,
  text: string,
  { usual: name, revive }: Row<unknown, unknown>,
  usual: () => string | null,
): boolean {
  if (!revive || typeof value === "function") {
    try {
      return text === usual();
    } catch {
      return false;
    }
  }
  // Making one may draw a seed for it: it is known by its name.
  if (!value) return !name;
  return name === text || name === snakeName(text);
}

/** How the value of an option is shown; `null` where no config has it. */
function textOf(value: unknown, row: Row<unknown, unknown>): string | null {
  if (value instanceof Shown) return value[SHOWN]().replace(/ \{\}$/, "");
  const written = writtenOf(value, row);
  if (written === undefined) return null;
  if (Array.isArray(value)) return quote(value).replaceAll(",", ", ");
  const isNamed = typeof value === "function" && typeof written === "string";
  return quote(isNamed ? written : value);
}

/** The value as a config has it; a function without a name is in none. */
function writtenOf(value: unknown, row: Row<unknown, unknown>): unknown {
  try {
    return row.write ? row.write(value) : value;
  } catch {
    return value;
  }
}
