/** What JavaScript makes by itself of things whose numbers lie on a device: texts, but no numbers and no copies. */

import { textOrRefusal } from "../config/shown.ts";

/**
 * A `toJSON` for things whose contents JSON would lose without a word. That it is a function of their own makes
 * `structuredClone` and `postMessage` refuse them too.
 */
export function refusalOfJSON(what: string, instead: string): () => never {
  return () => {
    throw new TypeError(
      `Cannot write ${what} as JSON: expected ${instead}, received ${
        what.replace(/^an? /, "the ")
      } itself`,
    );
  };
}

/**
 * What `Symbol.toPrimitive` gives: the description where a string is meant.
 *
 * @throws {TypeError} where a number may be: it would be NaN, and every comparison false.
 */
export function textOf(what: string, thing: object, hint: string): string {
  // What is added to it may be text.
  const text = hint === "default" ? ", or for text a template string" : "";
  const expected =
    `a number that has been read, as await item() does, or an op such as add or less${text}`;
  return textOrRefusal(thing, hint, { what, expected });
}
