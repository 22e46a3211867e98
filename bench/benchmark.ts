/** A benchmark as the command line has it. */

import {
  explain,
  type Options,
  readOptions,
  UsageError,
  type Values,
} from "./options.ts";

/** Something to be measured, with options. */
export interface Benchmark {
  readonly name: string;
  readonly options: Options;
  /**
   * Measures and prints the results; returns the exit code.
   *
   * @throws {UsageError} if it has no such option.
   */
  run(args: readonly string[]): Promise<number>;
}

/** A benchmark by its name, its options and what it does with their values. */
export function benchmark<O extends Options>(
  name: string,
  options: O,
  measure: (values: Values<O>) => Promise<number | void> | void,
): Benchmark {
  const action = `run the benchmark ${name}`;
  return {
    name,
    options,
    run: async (args) => await measure(readOptions(action, args, options)) ?? 0,
  };
}

/** Runs a benchmark, or explains its options; returns the exit code. */
export async function start(
  { name, options, run }: Benchmark,
  args: readonly string[],
): Promise<number> {
  if (args.includes("--help")) {
    console.log(`Options of ${name}:\n\n${explain(options)}`);
    return 0;
  }
  return await orUsage(() => run(args));
}

/** Does something; a command line that cannot be followed is told, and makes the exit code 2. */
export async function orUsage(f: () => Promise<number>): Promise<number> {
  try {
    return await f();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}
