/** Says of an error in which layer it came up. */

import { shorten } from "../config/quote.ts";

// Those that say it, so that the layers around add nothing.
const said = new WeakSet<Error>();

/**
 * The error itself, its class and its cause as they were, with the names of the layers at work, outermost first, added
 * to its message, unless that names the innermost.
 */
export function located(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof Error) || said.has(error)) return error;
  said.add(error);
  const { message, stack } = error;
  if (message.includes(`"${names.at(-1)}"`)) return error;
  const more = `${message} (in layer "${shorten(names.join("/"))}")`;
  try {
    error.message = more;
    // It was written down when the error was made, and is what an uncaught one shows.
    error.stack = stack?.replace(message, () => more);
  } catch {
    // An error of another kind, whose message cannot be changed.
  }
  return error;
}
