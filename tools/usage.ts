/** Command lines of words and flags: those that are not followed are explained. */

import { nearest } from "../config/options.ts";

/** What a program takes. */
interface Usage {
  /** How it is called: `"deno task ok [--no-tests]"`. */
  readonly line: string;
  readonly flags?: readonly string[];
  /** Whether it takes words beside them. */
  readonly takesWords?: boolean;
}

/** The exit code for a command line that asks how it is written, or is written otherwise; undefined for one to be followed. */
export function explained(
  args: readonly string[],
  { line, flags = [], takesWords = false }: Usage,
): number | undefined {
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(`Usage: ${line}`);
    return 0;
  }
  const wrong = args.find((arg) =>
    !flags.includes(arg) && !(takesWords && !arg.startsWith("-"))
  );
  if (wrong === undefined) return undefined;
  const [meant] = nearest(wrong, flags);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  const expected = flags.length > 0 ? flags.join(", ") : "no option";
  console.error(`Expected ${expected}, received ${wrong}${hint}`);
  console.error(`Usage: ${line}`);
  return 2;
}
