/** Precision and recall: which part of what is predicted is there, and the other way round. */

import { checkArgumentCount } from "../../config/options.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { defaultName } from "../../variables/naming.ts";
import { toCount } from "../../variables/arguments.ts";
import { checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { Part } from "./confusion.ts";
import { ALL_PARTS, byThreshold, ConfusionMetric } from "./confusion_metric.ts";
import type { CountOptions } from "./confusion_counts.ts";
import { toInteger } from "./sizes.ts";
import { type Direction, METRIC_OPTIONS } from "./metric.ts";
import { divideNoNan } from "./quotient.ts";
import { areEven, toThresholds } from "./thresholds.ts";

/** The options of `Precision` and `Recall`. */
export interface HitOptions extends CountOptions {
  /** How many of the highest predictions of a sample count, whatever they are; those above the thresholds if not given. */
  readonly topK?: number | null;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
}

const OPTIONS = [...METRIC_OPTIONS, "thresholds", "topK", "classId"];
// Above it is whatever is among the highest.
const LOWEST = -1e10;

/** The share of the hits in the hits and others. */
export abstract class HitRate extends ConfusionMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  readonly #options: HitOptions;
  readonly #others: Part;

  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(owner: string, others: Part, options: HitOptions) {
    checkOptions(owner, options, OPTIONS);
    const { topK = null, classId = null } = options;
    if (topK !== null) toCount(owner, "topK", topK);
    if (classId !== null) toInteger(owner, "classId", classId);
    const otherwise = topK === null ? 0.5 : LOWEST;
    const thresholds = toThresholds(owner, options.thresholds, otherwise);
    const isEven = areEven(thresholds);
    const { truePositives, [others]: name } = ALL_PARTS;
    super(
      options.name ?? defaultName(owner),
      options,
      { thresholds, isEven, topK, classId },
      { truePositives, [others]: name },
    );
    this.#options = options;
    this.#others = others;
  }

  /** One number, or one for each threshold; 0 of nothing. */
  protected override compute(): Tensor {
    const hits = this.read("truePositives");
    const all = add(hits, this.read(this.#others));
    return byThreshold(divideNoNan(hits, all));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { thresholds = null, topK = null, classId = null } = this.#options;
    const own = { thresholds, top_k: topK, class_id: classId };
    return { ...super.getConfig(), ...own };
  }
}

/**
 * Which part of what is predicted is there.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Precision();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-6);
 * ```
 */
export class Precision extends HitRate {
  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(options: HitOptions = {}) {
    checkArgumentCount("make Precision", arguments, 1);
    super("Precision", "falsePositives", options);
  }
}

/**
 * Which part of what is there is predicted.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Recall();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 */
export class Recall extends HitRate {
  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(options: HitOptions = {}) {
    checkArgumentCount("make Recall", arguments, 1);
    super("Recall", "falseNegatives", options);
  }
}
