/** How often something is written while a model is trained. */

import { row } from "../../../config/rows.ts";
import type { Row } from "../../../config/schema.ts";

/**
 * After each epoch, or after so many steps.
 * @category Callbacks
 */
export type SaveFreq = "epoch" | number;

/** The row of it. */
export function saveFreq(): Row<SaveFreq> {
  return row<SaveFreq>(
    '"epoch" or a number of steps from 1 on',
    (value) =>
      value === "epoch" || (Number.isSafeInteger(value) && Number(value) > 0)
        ? value as SaveFreq
        : undefined,
    "epoch",
  );
}
