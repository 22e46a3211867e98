/** A program on the command line: its options, `--help`, and a line where they cannot be followed. */

import { orUsage } from "../bench/benchmark.ts";
import {
  explain,
  type Options,
  readOptions,
  type Values,
} from "../bench/options.ts";

/** Runs a program with the values of its options, or explains them; resolves to the exit code. */
export async function command<O extends Options>(
  name: string,
  about: string,
  options: O,
  run: (values: Values<O>) => Promise<void>,
): Promise<number> {
  if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(
      `${about}\n\n  deno task ${name} [options]\n\n${explain(options)}`,
    );
    return 0;
  }
  return await orUsage(async () => {
    await run(readOptions(`run ${name}`, Deno.args, options));
    return 0;
  });
}
