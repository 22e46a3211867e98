/** The options of the weighted harmonic means of precision and recall. */

import { ValueError } from "../../backends/errors.ts";
import { checkNumber, checkOneOf, checkOptions } from "../../layers/options.ts";
import { METRIC_OPTIONS, type MetricOptions } from "./metric.ts";

/**
 * How the scores of the classes become one: the classes are counted together, or the mean is taken of their scores, weighted
 * by how often they are there or not.
 */
export type Average = "micro" | "macro" | "weighted";

/** The options of `F1Score`. */
export interface F1ScoreOptions extends MetricOptions {
  /** How the scores of the classes become one; they stay what they are if not given. */
  readonly average?: Average | null;
  /** What predictions have to exceed, above 0 and up to 1; the highest of a sample counts if not given. */
  readonly threshold?: number | null;
}

/** The options of `FBetaScore`. */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as much recall counts as precision; 1 if not given. */
  readonly beta?: number;
}

const AVERAGES: readonly Average[] = ["micro", "macro", "weighted"];
const OPTIONS = [...METRIC_OPTIONS, "average", "beta", "threshold"];

/**
 * The options that are meant.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkFBeta(
  owner: string,
  options: FBetaScoreOptions,
): { average: Average | null; beta: number; threshold: number | null } {
  checkOptions(owner, options, OPTIONS);
  const { average = null, beta = 1, threshold = null } = options;
  if (average !== null) checkOneOf(owner, "average", average, AVERAGES);
  if (checkNumber(owner, "beta", beta) <= 0) {
    throw new ValueError(
      `Cannot make ${owner}: expected beta > 0, received ${beta}`,
    );
  }
  const isAbove = threshold === null ||
    checkNumber(owner, "threshold", threshold) > 0;
  if (!isAbove || (threshold ?? 1) > 1) {
    throw new ValueError(
      `Cannot make ${owner}: expected 0 < threshold <= 1, received ${threshold}`,
    );
  }
  return { average, beta, threshold };
}
