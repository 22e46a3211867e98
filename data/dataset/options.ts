/** Options of Datasets. */

import { count, flag, integer, nullable, row } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";

/**
 * What is known of a source.
 * @category Data
 */
export interface DatasetOptions {
  /** How many elements a pass has, `Infinity` where there is no end; an array's length, or `null`, unknown, if not given. */
  readonly cardinality?: number | null;
}

/**
 * How elements are shuffled.
 * @category Data
 */
export interface ShuffleOptions {
  /** The same seed gives the same orders. */
  readonly seed: number;
  /** How many elements wait to be drawn; all of a pass, which must have an end then, if not given. */
  readonly bufferSize?: number | null;
  /** Whether each pass has another order; true if not given. */
  readonly reshuffleEachIteration?: boolean;
  /** The number of the first pass, from 0: where an earlier training ended. */
  readonly initialPass?: number;
}

/**
 * How batches are made.
 * @category Data
 */
export interface DatasetBatchOptions {
  /** Whether a last batch that is not full is left out; false if not given. */
  readonly dropRemainder?: boolean;
}

/** Of a Dataset. */
export const OPTIONS = {
  cardinality: nullable(
    row(
      "how many elements there are",
      (value) =>
        typeof value === "number" && value >= 0 &&
          (Number.isSafeInteger(value) || value === Infinity)
          ? value
          : undefined,
    ),
  ),
} satisfies Schema<DatasetOptions>;

/** Of `shuffle`. */
export const SHUFFLE = {
  seed: integer(undefined, { least: 0 }),
  bufferSize: nullable(count()),
  reshuffleEachIteration: flag(true),
  initialPass: integer(0, { least: 0 }),
} satisfies Schema<ShuffleOptions>;

/** Of `batch`. */
export const BATCH = { dropRemainder: flag(false) } satisfies Schema<
  DatasetBatchOptions
>;
