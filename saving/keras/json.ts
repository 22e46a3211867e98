/** JSON of configs: read, it may come from anywhere; written, it goes to Python. */

import { isOptions } from "../../config/options.ts";
import type { Config } from "../../config/serialization.ts";

/**
 * The config in a text, or in its bytes; `what` is what errors call it. Keras's tuples become lists, and the name
 * `__proto__`, which means something to the language, is left out.
 *
 * @throws {TypeError} if it is no JSON, or no object.
 */
export function parseConfig(
  action: string,
  what: string,
  json: string | Uint8Array,
): Config {
  let parsed: unknown;
  try {
    const text = typeof json === "string"
      ? json
      : new TextDecoder("utf-8", { fatal: true }).decode(json);
    parsed = JSON.parse(text.replace(TOKENS, marked), revive);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(
      `Cannot ${action}: expected ${what} in JSON, received other text (${reason})`,
      { cause },
    );
  }
  if (isOptions(parsed)) return parsed as Config;
  throw new TypeError(
    `Cannot ${action}: expected ${what} to be an object, received something else`,
  );
}

/** Python writes numbers that JSON has not as it shows them; strings are passed over. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity\b|NaN\b/g;
/** Such a number on its way through JSON. */
const MARK = "\u0000number ";
const MARKED = /"\\u0000number (-?Infinity|NaN)"/g;

function marked(token: string): string {
  return token.startsWith('"') ? token : JSON.stringify(MARK + token);
}

function revive(key: string, value: unknown): unknown {
  if (key === "__proto__") return undefined;
  if (typeof value === "string" && value.startsWith(MARK)) {
    return Number(value.slice(MARK.length));
  }
  const { class_name: name, items } = Object(value) as Config;
  return name === "__tuple__" && Array.isArray(items) ? items : value;
}

/** Arguments that Keras takes as numbers with a point only: JavaScript writes 1.0 as 1. */
const FLOATS = /("(?:beta|learning_rate|momentum|threshold)":-?\d+)(?=[,}])/g;

/** The text of a config, with numbers that JSON has not as Python writes them. */
export function configText(config: unknown): string {
  const text = JSON.stringify(
    config,
    (_, value) =>
      typeof value === "number" && !Number.isFinite(value)
        ? MARK + value
        : value,
  );
  return text.replace(MARKED, "$1").replace(FLOATS, "$1.0");
}
