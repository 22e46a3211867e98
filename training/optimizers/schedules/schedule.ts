/** The schedule: a learning rate that follows from the number of steps made. */

import { Configured } from "../../../config/configured.ts";
import { text } from "../../../config/rows.ts";
import type { Row } from "../../../config/schema.ts";

/**
 * A learning rate that follows from the number of steps made. Derive from it for one of your own.
 * @category Optimizers
 */
export abstract class LearningRateSchedule<
  Options extends object = object,
  Leading extends readonly unknown[] = [],
> extends Configured<Options, Leading> {
  /** The learning rate after `step` steps. */
  abstract at(step: number): number;
}

/** The name of a schedule; `null` is the usual one too. */
export function name(usual: string): Row<string | null, string> {
  const given = text(usual);
  return { read: (value, place) => given.read(value ?? undefined, place) };
}
