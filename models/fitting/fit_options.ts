/** What `fit` can be asked for. */

import { flag, integer, nullable, number, text } from "../../config/rows.ts";
import type { Schema, Values } from "../../config/schema.ts";
import { signal } from "../../config/signal.ts";
import type { Callback } from "../callbacks/callback.ts";
import type { BatchSource } from "./batches.ts";
import { type ClassWeight, classWeight } from "./class_weight.ts";
import { anything, callbacks, countOrNull, verbose } from "./loop_options.ts";
import type { Data, Samples } from "./samples.ts";

/**
 * What `fit` takes besides the data: Keras's arguments, in camelCase.
 * @category Training
 */
export interface FitOptions {
  /** How many samples make a step; 32 if not given. */
  readonly batchSize?: number | null;
  /** How many epochs there are; 1 if not given. */
  readonly epochs?: number;
  /** How much is said: 0 nothing, 1 or `"auto"` the progress, 2 a line an epoch. */
  readonly verbose?: "auto" | 0 | 1 | 2;
  /** Who is told of everything. */
  readonly callbacks?: readonly Callback[] | null;
  /** The share of the samples, the last ones, that is held back to validate with; 0 if not given. */
  readonly validationSplit?: number;
  /** What to validate with: `[x, y, sampleWeight]`, or what gives batches. */
  readonly validationData?: ValidationData | null;
  /** Whether each epoch has another order; true if not given. Batches of a source come as they come. */
  readonly shuffle?: boolean;
  /** How much the samples of each class count, by the class; 1 for one that is not there. */
  readonly classWeight?: ClassWeight | null;
  /** How much each sample counts. */
  readonly sampleWeight?: Samples | null;
  /** The first epoch, from 0: where an earlier training ended. */
  readonly initialEpoch?: number;
  /** How many steps an epoch has; as many as there are batches if not given. */
  readonly stepsPerEpoch?: number | null;
  /** How many batches to validate with; all if not given. */
  readonly validationSteps?: number | null;
  /** How many samples a batch has with which it is validated; `batchSize` if not given. */
  readonly validationBatchSize?: number | null;
  /** After how many epochs each it is validated; 1 if not given. */
  readonly validationFreq?: number;
  /** Stops after the step when it aborts. */
  readonly signal?: AbortSignal | null;
  /** Whether a loss that is NaN or infinite is an error; true if not given. */
  readonly checkFinite?: boolean;
  /**
   * Whether each op of each step is looked after, and the first that makes a NaN or an infinity is an error, which tells
   * the op and its layer; false if not given. Slow: for finding faults.
   */
  readonly checkNumerics?: boolean;
  /**
   * A file of `saveCheckpoint`, or a folder of them, of which the one is taken that was written last and is whole: the
   * training goes on from there, with the same data, options and callbacks. Where a folder has none yet, it begins.
   */
  readonly resumeFrom?: string | null;
}

/**
 * Inputs, targets and weights to validate with, or what gives batches.
 * @category Training
 */
export type ValidationData =
  | readonly [x: Data, y?: Data | null, sampleWeight?: Samples | null]
  | BatchSource;

/** The rows of what `fit` takes. */
export const FIT_ROWS = {
  batchSize: countOrNull(),
  epochs: integer(1, { least: 0 }),
  verbose: verbose(),
  callbacks: callbacks(),
  validationSplit: number(0, { least: 0, below: 1 }),
  validationData: anything<ValidationData>(),
  shuffle: flag(true),
  classWeight: classWeight(),
  sampleWeight: anything<Samples>(),
  initialEpoch: integer(0, { least: 0 }),
  stepsPerEpoch: countOrNull(),
  validationSteps: countOrNull(),
  validationBatchSize: countOrNull(),
  validationFreq: integer(1, { least: 1 }),
  signal: signal(),
  checkFinite: flag(true),
  checkNumerics: flag(false),
  resumeFrom: nullable(text()),
} satisfies Schema<FitOptions>;

/** What `fit` was asked for. */
export type FitSettings = Values<typeof FIT_ROWS>;
