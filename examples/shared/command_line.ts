/** The command line of an example: its options are a table, from which follow their values, the checks and the help. */

import { parseArgs } from "@std/cli/parse-args";
import { UserError } from "./run.ts";

/** An option. */
export interface Option<T> {
  /** What its value is where it is not given. */
  readonly initial: T;
  /** What stands for its value in the help; nothing for a flag. */
  readonly placeholder: string;
  readonly help: string;
  /** What texts it takes. */
  readonly expected: string;
  /** Its value; undefined for a text that it does not take. */
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
): Option<number | T> {
  return {
    ...{ initial, placeholder: "N", help },
    expected: `an integer, ${least} or more`,
    read(text) {
      const value = Number(text);
      return text.trim() !== "" && Number.isSafeInteger(value) && value >= least
        ? value
        : undefined;
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

/** A folder. */
export function folder<T extends string | null>(
  initial: T,
  help: string,
): Option<string | T> {
  return {
    ...{ initial, placeholder: "DIR", help, expected: "a folder" },
    read: (text) => text || undefined,
  };
}

/** A file to read; none where it is not given. */
export function file(help: string): Option<string | null> {
  return {
    ...{ initial: null, placeholder: "FILE", help, expected: "a file" },
    read: (text) => text || undefined,
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

/** A wrong option. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
  constructor(problem: string) {
    super(`${problem} (--help lists the options)`);
  }
}

/** Reads a command line; null where help was asked for, which begins with what the program does. */
export function readCommandLine<O extends Options>(
  args: readonly string[],
  options: O,
  about: string,
): Values<O> | null {
  const names = Object.keys(options);
  const isFlag = (name: string) => options[name].placeholder === "";
  const valued = names.filter((name) => !isFlag(name));
  const given: Record<string, unknown> & { _: unknown[] } = parseArgs(
    joined(args, valued),
    {
      string: valued,
      boolean: [...names.filter(isFlag), "help"],
      alias: { help: "h" },
      unknown: (name) => {
        throw new UsageError(`Unknown option: ${name}`);
      },
    },
  );
  if (given.help) {
    console.log(`${about}\n\n${explain(options)}`);
    return null;
  }
  if (given._.length > 0) {
    throw new UsageError(`Unknown option: ${given._[0]}`);
  }
  const values = names.map((name) => {
    const text = given[name];
    const option = options[name];
    const isGiven = text !== undefined && text !== false;
    const value = isGiven ? option.read(`${text}`) : option.initial;
    if (value !== undefined) return [camelCase(name), value] as const;
    throw new UsageError(
      `--${name}: expected ${option.expected}, received ${text || "nothing"}`,
    );
  });
  return Object.fromEntries(values) as Values<O>;
}

/** Each option that has a value with it, `--seed -1` as `--seed=-1`: apart, -1 would be taken for an option. */
function joined(args: readonly string[], valued: readonly string[]): string[] {
  const options = valued.map((name) => `--${name}`);
  const all: string[] = [];
  for (const arg of args) {
    const last = all.at(-1) ?? "";
    const waits = options.includes(last);
    const empty = waits && arg === ""
      ? last
      : options.find((option) => arg === `${option}=`);
    if (empty !== undefined) {
      throw new UsageError(`${empty}: expected a value, received nothing`);
    }
    if (waits && /^-\.?\d/.test(arg)) all[all.length - 1] = `${last}=${arg}`;
    else all.push(arg);
  }
  return all;
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
