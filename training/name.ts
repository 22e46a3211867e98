/** Names of losses and metrics. */

import { ValueError } from "../config/errors.ts";
import { quote } from "../config/quote.ts";

/**
 * The name that a user gave, else the one that is usual.
 *
 * @throws {ValueError} if what was given is no string.
 */
export function toName(owner: string, given: unknown, usual: string): string {
  const name = given ?? usual;
  if (typeof name === "string") return name;
  throw new ValueError(
    `Cannot make ${owner}: expected name to be a string, received ${
      quote(name)
    }`,
  );
}
