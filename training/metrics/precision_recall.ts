/** Which part of what is predicted is there, and which part of what is there is predicted. */

import { add } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import {
  byThreshold,
  Confusion,
  type Counts,
  toThresholds,
} from "./confusion.ts";
import { type CountOptions } from "./counts.ts";
import { type Direction, METRIC_OPTIONS, PairMetric } from "./metric.ts";
import { divideNoNan } from "./quotient.ts";

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

abstract class HitRate extends PairMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  readonly #options: HitOptions;
  readonly #confusion: Confusion;

  /**
   * Sets what counts.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(owner: string, name: string, options: HitOptions) {
    checkOptions(owner, options, OPTIONS);
    super(name, options);
    const { topK = null, classId = null } = options;
    if (topK !== null) checkNumber(owner, "topK", topK);
    if (classId !== null) checkNumber(owner, "classId", classId);
    this.#options = options;
    const otherwise = topK === null ? 0.5 : LOWEST;
    const thresholds = toThresholds(owner, options.thresholds, otherwise);
    const counting = { thresholds, topK, classId };
    this.#confusion = new Confusion(counting, () => this.addState());
  }

  /** Adds the counts of a batch. */
  protected override update(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): void {
    this.#confusion.add(yTrue, yPred, sampleWeight);
  }

  /** What the hits are a part of. */
  protected abstract others(counts: Counts): Tensor;

  /** One number, or one for each threshold. */
  protected override compute(): Tensor {
    const counts = this.#confusion.read();
    const { truePositives } = counts;
    const all = add(truePositives, this.others(counts));
    return byThreshold(divideNoNan(truePositives, all));
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
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Precision();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 0.5);
 * ```
 */
export class Precision extends HitRate {
  /** Sets what counts. */
  constructor(options: HitOptions = {}) {
    super("Precision", "precision", options);
  }

  /** What is predicted and not there. */
  protected override others({ falsePositives }: Counts): Tensor {
    return falsePositives;
  }
}

/** Which part of what is there is predicted. */
export class Recall extends HitRate {
  /** Sets what counts. */
  constructor(options: HitOptions = {}) {
    super("Recall", "recall", options);
  }

  /** What is there and not predicted. */
  protected override others({ falseNegatives }: Counts): Tensor {
    return falseNegatives;
  }
}
