/** What stands behind the name of a program, taken apart. */

import { nearest } from "./nearest.ts";
import { UsageError } from "./usage_error.ts";

/** Options by their names: flags, and those that have a value. */
type Kinds = Readonly<Record<string, { readonly isFlag: boolean }>>;

/**
 * The options that are given, each with its text, which is empty where there is none: `--name text`, `--name=text` or `--name`.
 *
 * @throws {UsageError} if one is unknown, or there twice, or a flag has a value.
 */
export function givenIn(
  args: readonly string[],
  kinds: Kinds,
): Map<string, string> {
  const given = new Map<string, string>();
  // As npm and others want it before a program's own options.
  const left = args[0] === "--" ? args.slice(1) : [...args];
  for (let arg; (arg = left.shift()) !== undefined;) {
    const [, name = "", joined] = arg.match(/^--([^=]+)(?:=(.*))?$/s) ?? [];
    if (!Object.hasOwn(kinds, name)) throw unknown(arg, Object.keys(kinds));
    if (given.has(name)) {
      throw new UsageError(`--${name}: expected once, received twice`);
    }
    const { isFlag } = kinds[name];
    if (isFlag && joined !== undefined) {
      throw new UsageError(`--${name}: expected no value, received ${joined}`);
    }
    // Behind a dash is the next option, but for numbers: of these it is said what is wrong.
    const follows = left.length > 0 && !/^-(?!\.?\d)/.test(left[0]);
    given.set(name, joined ?? (!isFlag && follows ? left.shift()! : ""));
  }
  return given;
}

function unknown(arg: string, names: readonly string[]): UsageError {
  const [name] = arg.split("=");
  const meant = nearest(name, names);
  return new UsageError(
    `Unknown option: ${name}`,
    meant === undefined ? undefined : `--${meant}`,
  );
}
