/** Options that losses have in common with metrics, and their rows. */

import { flag, integer, nullable, number } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import { unless } from "../rows.ts";

/**
 * How predictions are meant, and over what the cross-entropies are folded.
 * @category Losses
 */
export interface CrossentropyOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** How far targets are moved towards one another: 1 is all the way; 0 if not given. */
  readonly labelSmoothing?: number;
  /** The axis over which they are folded, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The rows of `CrossentropyOptions`. */
export const CROSSENTROPY = {
  fromLogits: flag(false),
  labelSmoothing: number(0, { least: 0, most: 1 }),
  axis: integer(-1),
} satisfies Schema<CrossentropyOptions>;

/**
 * How predictions are meant, and which targets do not count.
 * @category Losses
 */
export interface SparseCrossentropyOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** The class whose samples do not count; all do if not given. */
  readonly ignoreClass?: number | null;
  /** The axis of the classes, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The rows of `SparseCrossentropyOptions`. */
export const SPARSE_CROSSENTROPY = {
  fromLogits: flag(false),
  ignoreClass: nullable(number()),
  axis: integer(-1),
} satisfies Schema<SparseCrossentropyOptions>;

/**
 * Along which axis vectors lie.
 * @category Losses
 */
export interface CosineOptions {
  /** The axis along which the vectors lie, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The row of `CosineOptions`, which Keras does not write. */
export const COSINE = {
  axis: unless(-1, integer(-1)),
} satisfies Schema<CosineOptions>;
