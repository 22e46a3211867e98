/** The option that stops what takes long. */

import { nullable, row } from "./rows.ts";
import type { Row } from "./schema.ts";

/** What stops the work; nothing if it is not given. */
export function signal(): Row<AbortSignal | null> {
  return nullable(
    row<AbortSignal>(
      "an AbortSignal",
      (value) => value instanceof AbortSignal ? value : undefined,
    ),
  );
}
