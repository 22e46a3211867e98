/** The options of the benchmarks: read, checked and explained in one place. */

import { parseArgs } from "@std/cli/parse-args";
import type { BackendName } from "../mod.ts";
import { nearest } from "../config/options.ts";

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/** An option of a benchmark. */
export interface Option<T> {
  /** Its value where it is not given. */
  readonly initial: T;
  /** What stands for its value in the help; nothing for a flag. */
  readonly placeholder: string;
  readonly help: string;
  /** What texts it takes. */
  readonly expected: string;
  /** Its value; undefined for a text that it does not take. */
  readonly read: (text: string) => T | undefined;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** Their values by name. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** A whole number from 1 on, or what it is at first. */
export function count<T extends number | null>(
  initial: T,
  help: string,
): Option<number | T> {
  return {
    ...{ initial, placeholder: "N", help },
    expected: "a whole number from 1 on",
    read: (text) => /^[1-9]\d*$/.test(text) ? Number(text) : undefined,
  };
}

/** A number above 0. */
export function amount(initial: number, help: string): Option<number> {
  return {
    ...{ initial, placeholder: "X", help, expected: "a number above 0" },
    read(text) {
      const value = Number(text);
      return value > 0 && value < Infinity ? value : undefined;
    },
  };
}

/** One of some names. */
export function choice<T extends string>(
  initial: T,
  names: readonly T[],
  help: string,
): Option<T> {
  const expected = `one of ${names.join(", ")}`;
  return {
    ...{ initial, placeholder: "NAME", help: `${help}, ${expected}`, expected },
    read: (text) => names.find((name) => name === text),
  };
}

/** The backend that computes. */
export function backend(): Option<BackendName> {
  const names = ["wasm", "blas", "reference", "webgpu", "auto"] as const;
  return choice<BackendName>("wasm", names, "what computes");
}

/** A folder, or none. */
export function folder(help: string): Option<string | null> {
  return {
    ...{ initial: null, placeholder: "FOLDER", help, expected: "a folder" },
    read: (text) => text || undefined,
  };
}

/** A text, or none. */
export function text(placeholder: string, help: string): Option<string | null> {
  return {
    ...{ initial: null, placeholder, help, expected: "a text" },
    read: (text) => text || undefined,
  };
}

/** Names with commas between them. */
export function list(
  initial: readonly string[],
  help: string,
): Option<readonly string[]> {
  return {
    ...{ initial, placeholder: "A,B", help, expected: "names" },
    read(text) {
      const names = text.split(",").map((name) => name.trim());
      return names.every((name) => name !== "") ? names : undefined;
    },
  };
}

/** A flag. */
export function flag(help: string): Option<boolean> {
  return {
    ...{ initial: false, placeholder: "", help, expected: "nothing" },
    read: () => true,
  };
}

/**
 * The values of a command line.
 *
 * @throws {UsageError} for what is no option, or a value that it does not take.
 */
export function readOptions<O extends Options>(
  action: string,
  args: readonly string[],
  options: O,
): Values<O> {
  const names = Object.keys(options);
  const isFlag = (name: string) => options[name].placeholder === "";
  const given: Record<string, unknown> = parseArgs([...args], {
    string: names.filter((name) => !isFlag(name)),
    boolean: names.filter(isFlag),
    unknown(arg) {
      const known = names.map((name) => `--${name}`);
      throw refused(action, "options", known, arg.replace(/=.*/, ""));
    },
  });
  const values = Object.entries(options).map(([name, option]) => {
    const text = given[name];
    if (text === undefined || text === false) return [name, option.initial];
    const value = option.read(String(text));
    if (value !== undefined) return [name, value];
    throw new UsageError(
      `Cannot ${action}: expected --${name} to be ${option.expected}, received ${
        text === "" ? "nothing" : text
      }`,
    );
  });
  return Object.fromEntries(values);
}

/** The error for a name that is none of those known. */
export function refused(
  action: string,
  kind: string,
  known: readonly string[],
  received: string,
): UsageError {
  const [meant] = nearest(received, known);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  const expected = known.length === 0
    ? `no ${kind}`
    : `${kind} ${known.join(", ")}`;
  return new UsageError(
    `Cannot ${action}: expected ${expected}, received ${received}${hint}`,
  );
}

/** A line for each option. */
export function explain(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const { initial, placeholder, help } = option;
    const isSaid = initial !== null && initial !== false && `${initial}` !== "";
    return [
      `--${name} ${placeholder}`.trimEnd(),
      isSaid ? `${help} (${initial})` : help,
    ];
  });
  return aligned(rows);
}

/** Two columns. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join("\n");
}
