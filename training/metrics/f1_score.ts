/** The harmonic mean of precision and recall. */

import { checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import type { F1ScoreOptions } from "./fbeta_options.ts";
import { FBetaScore } from "./fbeta_score.ts";
import { METRIC_OPTIONS } from "./metric.ts";

/**
 * The harmonic mean of precision and recall: of each class, or of all. Targets and predictions are of shape [batch, classes].
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.F1Score({ threshold: 0.5, average: "micro" });
 * metric.updateState(dg.tensor([[1, 1, 0]]), dg.tensor([[0.9, 0.2, 0.1]]));
 * assertAlmostEquals(await metric.result().item(), 2 / 3, 1e-6);
 * ```
 */
export class F1Score extends FBetaScore {
  /**
   * Sets what counts.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: F1ScoreOptions = {}) {
    const known = [...METRIC_OPTIONS, "average", "threshold"];
    checkOptions("F1Score", options, known);
    super({ ...options, name: options.name ?? "f1_score" });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { beta: _, ...config } = super.getConfig();
    return config;
  }
}
