/** Refuses configs that are none. */

import { quote } from "./quote.ts";

/**
 * Refuses what is no object of a config's arguments.
 *
 * @throws {TypeError} if it is none.
 */
export function checkConfig(config: unknown): void {
  checkObject("an object of Keras's arguments", config);
}

/**
 * Refuses what is no object of a user's classes and functions.
 *
 * @throws {TypeError} if it is none.
 */
export function checkCustomObjects(customObjects: unknown): void {
  const expected = "customObjects to be an object of classes and functions";
  checkObject(expected, customObjects);
}

function checkObject(expected: string, value: unknown): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return;
  }
  throw new TypeError(
    `Cannot read a config: expected ${expected}, received ${quote(value)}`,
  );
}
