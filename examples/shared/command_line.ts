/** The command line of an example: its options are a table, from which follow their values, the checks and the help. */

import { givenIn } from "./arguments.ts";
import { reasonOf } from "./reasons.ts";
import { UsageError } from "./usage_error.ts";

/** An option. */
export interface Option<T> {
  /** What its value is where it is not given. */
  readonly initial: T;
  /** What stands for its value in the help; nothing for a flag. */
  readonly placeholder: string;
  readonly help: string;
  /** What texts it takes. */
  readonly expected: string;
  /** The option without which it would say nothing. */
  readonly beside?: string;
  /** The option that says the opposite, or that it has no part in. */
  readonly without?: string;
  /** Its value; undefined for a text that it does not take. What it or the system throws is told, too. */
  read(text: string): T | undefined;
}

/** Options by the names that users type. */
export type Options = Readonly<Record<string, Option<unknown>>>;

type CamelCase<Name> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** Their values, by names in camelCase. */
export type Values<O extends Options> = {
  readonly [K in keyof O as CamelCase<K>]: O[K] extends Option<infer T> ? T
    : never;
};

/** A whole number from `least` on; what is not given may be all that there is. */
export function integer<T extends number | null>(
  initial: T,
  least: number,
  help: string,
  most = Infinity,
): Option<number | T> {
  const expected = most === Infinity
    ? `an integer, ${least} or more`
    : `an integer from ${least} to ${most}`;
  return {
    ...{ initial, placeholder: "N", help, expected },
    read(text) {
      const value = Number(text);
      if (most === Infinity && value > Number.MAX_SAFE_INTEGER) {
        throw new RangeError("which is more than 2^53 - 1");
      }
      const isMeant = Number.isSafeInteger(value) && value >= least &&
        value <= most;
      return isMeant ? value : undefined;
    },
  };
}

/** A number above 0. */
export function positive(initial: number, help: string): Option<number> {
  return {
    ...{ initial, placeholder: "X", help, expected: "a number above 0" },
    read(text) {
      const value = Number(text);
      return value > 0 && Number.isFinite(value) ? value : undefined;
    },
  };
}

/** A folder to write to, which need not be there. */
export function folder(initial: string, help: string): Option<string> {
  return {
    ...{ initial, placeholder: "DIR", help, expected: "a folder" },
    read: (text) => text,
  };
}

/** A folder to read; none where it is not given. */
export function existingFolder(help: string): Option<string | null> {
  return {
    ...{ initial: null, placeholder: "DIR", help },
    expected: "a folder that can be read",
    read(text) {
      Deno.readDirSync(text);
      return text;
    },
  };
}

/** A file to read; none where it is not given. */
export function existingFile(help: string): Option<string | null> {
  return {
    ...{ initial: null, placeholder: "FILE", help },
    expected: "a file that can be read",
    read(text) {
      using file = Deno.openSync(text);
      if (file.statSync().isDirectory) return undefined;
      return text;
    },
  };
}

/** Something that is said or not. */
export function flag(help: string): Option<boolean> {
  return {
    ...{ initial: false, placeholder: "", help, expected: "nothing" },
    read: () => true,
  };
}

/** One of some names, the first where none is given. */
export function choice<T extends string>(
  names: readonly [T, ...T[]],
  help = "",
): Option<T> {
  const expected = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  return {
    ...{ initial: names[0], placeholder: "NAME", expected },
    help: help === "" ? expected : `${help}: ${expected}`,
    read: (text) => names.find((name) => name === text),
  };
}

/** What computes. */
export function backend(): Option<
  "wasm" | "blas" | "reference" | "webgpu" | "auto"
> {
  return choice(["wasm", "blas", "reference", "webgpu", "auto"]);
}

/** The same option, which nobody would read without another one. */
export function beside<T>(other: string, option: Option<T>): Option<T> {
  return {
    ...option,
    help: `${option.help}; beside --${other}`,
    beside: other,
  };
}

/** The same option, which nobody would read with another one. */
export function without<T>(other: string, option: Option<T>): Option<T> {
  return {
    ...option,
    help: `${option.help}; not with --${other}`,
    without: other,
  };
}

/**
 * Reads a command line; null where help was asked for, which begins with what the program does.
 *
 * @throws {UsageError} if an option is wrong.
 */
export function readCommandLine<O extends Options>(
  args: readonly string[],
  options: O,
  about: string,
): Values<O> | null {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(`${about}\n\n${explain(options)}`);
    return null;
  }
  const all = Object.entries<Option<unknown>>(options);
  const kinds = all.map(([name, { placeholder }]) =>
    [name, { isFlag: placeholder === "" }] as const
  );
  const given = givenIn(args, Object.fromEntries(kinds));
  for (const name of given.keys()) checkCompany(name, options, given);
  const values = all.map(([name, option]) => {
    const text = given.get(name);
    const value = text === undefined
      ? option.initial
      : valueOf(name, option, text);
    return [camelCase(name), value] as const;
  });
  return Object.fromEntries(values) as Values<O>;
}

/** Refuses an option that nobody would read beside what else is given. */
function checkCompany(
  name: string,
  options: Options,
  given: ReadonlyMap<string, string>,
): void {
  const { beside, without } = options[name];
  if (beside !== undefined && !given.has(beside)) {
    throw new UsageError(
      `--${name}: expected --${beside} beside it, received none`,
    );
  }
  if (without !== undefined && given.has(without)) {
    throw new UsageError(
      `--${name}: expected no --${without} beside it, received both`,
    );
  }
}

function valueOf(
  name: string,
  { placeholder, read, expected }: Option<unknown>,
  text: string,
): unknown {
  const isMissing = placeholder !== "" && text.trim() === "";
  let received = isMissing ? "nothing" : text;
  try {
    const value = isMissing ? undefined : read(text);
    if (value !== undefined) return value;
  } catch (error) {
    const isOurs = error instanceof RangeError;
    received = `${text}, ${isOurs ? error.message : reasonOf(error)}`;
  }
  throw new UsageError(`--${name}: expected ${expected}, received ${received}`);
}

function camelCase(name: string): string {
  return name.replace(/-./g, ([, letter]) => letter.toUpperCase());
}

/** A line for each option. */
function explain(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const { initial, placeholder, help } = option;
    const isSaid = initial !== null && initial !== false;
    return [
      `--${name} ${placeholder}`.trimEnd(),
      isSaid ? `${help} (${initial})` : help,
    ];
  });
  rows.push(["-h, --help", "this list"]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join("\n");
}
