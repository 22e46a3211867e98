/** Inputs, targets and weights that go together, sample by sample. */

import type { Named } from "./by_name.ts";
import { checkCount, checkOneWeight } from "./sample_checks.ts";
import { type Data, type Rows, type Samples, toRows } from "./samples.ts";

/** What samples are made of. */
export interface SampleArrays {
  /** The inputs. */
  readonly x: Data;
  /** What is to be answered; nothing where nothing is compared. */
  readonly y?: Data | null;
  /** How much each counts; all alike if left out. */
  readonly sampleWeight?: Samples | null;
}

/** The same, row by row. */
export interface SampleRows {
  /** The inputs of the model, in their order. */
  readonly x: readonly Rows[];
  /** The targets of its outputs. */
  readonly y: readonly Rows[];
  /** How much each counts. */
  readonly weights: Rows | undefined;
  /** How many there are. */
  readonly count: number;
}

/**
 * The rows of arrays; lists in lists are gone through once, here.
 *
 * @throws {TypeError} if something else is given.
 * @throws {ShapeError} if inputs, targets and weights have not the same number of samples.
 */
export function sampleRows(
  action: string,
  { inputNames, outputNames }: Named,
  arrays: SampleArrays,
): SampleRows {
  const rowsOf = (
    what: string,
    data: Data | null | undefined,
    names?: readonly string[],
  ) =>
    data === null || data === undefined
      ? []
      : toRows(action, what, data, names);
  const x = toRows(action, "x", arrays.x, inputNames ?? []);
  const y = rowsOf("y", arrays.y, outputNames);
  const weights = rowsOf("sampleWeight", arrays.sampleWeight);
  checkOneWeight(action, weights);
  const [{ count }] = x;
  checkCount(action, "y", y, count);
  checkCount(action, "sampleWeight", weights, count);
  return { x, y, weights: weights[0], count };
}
