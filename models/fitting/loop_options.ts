/** Rows of options that fit, evaluate and predict have in common. */

import { integer, nullable, row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import type { Callback } from "../callbacks/callback.ts";

/** A number of steps or samples, or `null`. */
export function countOrNull(): Row<number | null> {
  return nullable(integer(undefined, { least: 1 }));
}

/** How much is said. */
export function verbose(): Row<"auto" | 0 | 1 | 2, 0 | 1 | 2> {
  return row<"auto" | 0 | 1 | 2, 0 | 1 | 2>(
    'one of "auto", 0, 1, 2',
    (value) => {
      if (value === "auto") return 1;
      return value === 0 || value === 1 || value === 2 ? value : undefined;
    },
    "auto",
  );
}

/** Who is told of everything. */
export function callbacks(): Row<readonly Callback[] | null> {
  return row<readonly Callback[] | null>(
    "an array of callbacks",
    (value) => value === null || Array.isArray(value) ? value : undefined,
    null,
  );
}

/** Something that is checked where it is used; `null` if it is not given. */
export function anything<T>(): Row<T | null> {
  return row<T | null>("anything", (value) => value as T | null, null);
}
