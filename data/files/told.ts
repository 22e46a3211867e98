/** Errors of the system in our words. */

import { shorten } from "../../config/errors.ts";
import { fileSystem } from "./runtime.ts";

/** An error of the class that Deno threw; its own text names paths that the user has not chosen. */
export function told(
  action: string,
  expected: string,
  error: unknown,
): unknown {
  if (!(error instanceof Error)) return error;
  const [reason] = error.message.split(/ \(os error \d+\)|: [a-z]+ '/);
  const received = error instanceof fileSystem().errors.IsADirectory
    ? "a folder"
    : shorten(reason);
  const Kind = error.constructor as ErrorConstructor;
  const ours = new Kind(
    `Cannot ${action}: expected ${expected}, received ${received}`,
    { cause: error },
  );
  return "code" in error ? Object.assign(ours, { code: error.code }) : ours;
}
