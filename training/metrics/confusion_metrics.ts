/** True and false positives and negatives, and the rates that follow: precision and recall. */

import { add } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, integer, nullable } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { divideNoNan } from "../losses/reduction.ts";
import type { Counting, Part } from "./confusion.ts";
import {
  ALL_PARTS,
  byThreshold,
  ConfusionMetric,
  type CountedParts,
} from "./confusion_metric.ts";
import type { Direction, MetricOptions } from "./metric.ts";
import { areEven, type Thresholds, thresholds } from "./thresholds.ts";

/**
 * The options of counts.
 * @category Metrics
 */
export interface CountOptions extends MetricOptions {
  /** What predictions have to exceed, each a number from 0 to 1; 0.5 if not given. */
  readonly thresholds?: Thresholds | null;
}

/**
 * The count of one cell of the confusion matrix at each threshold.
 * @category Metrics
 */
export abstract class Count extends ConfusionMetric<CountOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    thresholds: nullable(thresholds()),
  } satisfies Schema<CountOptions, MetricOptions>;
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  /** What predictions have to exceed; `null` for 0.5. */
  declare readonly thresholds: Thresholds | null;

  /** The cell that is counted. */
  protected abstract get part(): Part;

  /** The one cell. */
  protected override get parts(): CountedParts {
    return { [this.part]: "accumulator" };
  }

  /** All elements, at the given thresholds. */
  protected override counting(): Counting {
    return at(this.thresholds ?? 0.5);
  }

  /** One number, or one for each threshold. */
  protected override compute(): Tensor {
    return byThreshold(this.read(this.part));
  }
}

function at(given: Thresholds): Counting {
  const thresholds = [given].flat();
  return { thresholds, isEven: areEven(thresholds) };
}

/**
 * The number of false negatives: positive targets that are predicted negative.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.FalseNegatives();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 2);
 * ```
 *
 * @category Metrics
 */
export class FalseNegatives extends Count {
  /** The cell that is counted. */
  protected override get part(): Part {
    return "falseNegatives";
  }
}

/**
 * The number of false positives: negative targets that are predicted positive.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.FalsePositives();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 1);
 * ```
 *
 * @category Metrics
 */
export class FalsePositives extends Count {
  /** The cell that is counted. */
  protected override get part(): Part {
    return "falsePositives";
  }
}

/**
 * The number of true negatives: negative targets that are predicted negative.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.TrueNegatives();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 0);
 * ```
 *
 * @category Metrics
 */
export class TrueNegatives extends Count {
  /** The cell that is counted. */
  protected override get part(): Part {
    return "trueNegatives";
  }
}

/**
 * The number of true positives: positive targets that are predicted positive.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.TruePositives();
 * metric.updateState(dg.tensor([1, 0, 1, 1]), dg.tensor([0.9, 0.8, 0.1, 0.2]));
 * assertEquals(await metric.result().item(), 1);
 * ```
 *
 * @category Metrics
 */
export class TruePositives extends Count {
  /** The cell that is counted. */
  protected override get part(): Part {
    return "truePositives";
  }
}

/**
 * The options of `Precision` and `Recall`.
 * @category Metrics
 */
export interface HitOptions extends CountOptions {
  /** How many of the highest predictions of a sample are positive, whatever they are; those above the thresholds if not given. */
  readonly topK?: number | null;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
}

// Exceeded by all of the highest predictions, whatever they are.
const LOWEST = -1e10;

/**
 * The share of the true positives among them and one other cell.
 * @category Metrics
 */
export abstract class HitRate extends ConfusionMetric<HitOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    thresholds: nullable(thresholds()),
    topK: nullable(count()),
    classId: nullable(integer()),
  } satisfies Schema<HitOptions, MetricOptions>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** What predictions have to exceed; `null` for 0.5, or for any with `topK`. */
  declare readonly thresholds: Thresholds | null;
  /** How many of the highest predictions of a sample are positive; `null` where those above the thresholds are. */
  declare readonly topK: number | null;
  /** The only class that counts; `null` where all do. */
  declare readonly classId: number | null;

  /** The other cell. */
  protected abstract get others(): Part;

  /** The two cells. */
  protected override get parts(): CountedParts {
    const { truePositives, [this.others]: name } = ALL_PARTS;
    return { truePositives, [this.others]: name };
  }

  /** The elements of the class, at the given thresholds or the highest `topK`. */
  protected override counting(): Counting {
    const { topK, classId } = this;
    const otherwise = topK === null ? 0.5 : LOWEST;
    return { ...at(this.thresholds ?? otherwise), topK, classId };
  }

  /** One number, or one for each threshold; 0 of nothing. */
  protected override compute(): Tensor {
    const hits = this.read("truePositives");
    const all = add(hits, this.read(this.others));
    return byThreshold(divideNoNan(hits, all));
  }
}

/**
 * Precision: the share of the predicted positives that are positive.
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
 *
 * @category Metrics
 */
export class Precision extends HitRate {
  /** The other cell. */
  protected override get others(): Part {
    return "falsePositives";
  }
}

/**
 * Recall: the share of the positive targets that are predicted positive.
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
 *
 * @category Metrics
 */
export class Recall extends HitRate {
  /** The other cell. */
  protected override get others(): Part {
    return "falseNegatives";
  }
}
