/** Intersection over union: how far predicted classes overlap with those of the targets. */

import { greaterEqual } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { flag, number, settled } from "../../config/rows.ts";
import type { AnySchema } from "../../config/schema.ts";
import {
  classNumbers,
  type ClassOverlapOptions,
  OverlapMetric,
  type OverlapOptions,
  type SparseOverlapOptions,
  type TargetClasses,
} from "./overlap_metrics.ts";

/**
 * The options of `IoU`.
 * @category Metrics
 */
export interface IoUOptions extends SparseOverlapOptions, TargetClasses {}

/**
 * The intersection over union of targets and predictions, averaged over the classes `targetClassIds`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.IoU({ numClasses: 2, targetClassIds: [0] });
 * metric.updateState(dg.tensor([0, 0, 1, 1]), dg.tensor([0, 1, 0, 1]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class IoU extends OverlapMetric<IoUOptions, ["numClasses"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["numClasses"];
}

/**
 * The options of `BinaryIoU`: `targetClassIds` are 0 and 1 if not given.
 * @category Metrics
 */
export interface BinaryIoUOptions
  extends OverlapOptions, Partial<TargetClasses> {
  /** What predictions of 1 reach; 0.5 if not given. */
  readonly threshold?: number;
}

/**
 * The intersection over union of what is 1, and of what is 0, averaged. Predictions are 1 where they reach a threshold.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.BinaryIoU();
 * metric.updateState(dg.tensor([0, 1, 0, 1]), dg.tensor([0.1, 0.2, 0.4, 0.7]));
 * assertAlmostEquals(await metric.result().item(), (2 / 3 + 1 / 2) / 2, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class BinaryIoU extends OverlapMetric<BinaryIoUOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    numClasses: settled(2),
    targetClassIds: classNumbers([0, 1]),
    ignoreClass: settled(null),
    sparseYTrue: settled(true),
    sparseYPred: settled(true),
    axis: settled(-1),
    threshold: number(0.5),
  };
  /** What predictions of 1 reach. */
  declare readonly threshold: number;

  /** 1 where predictions reach the threshold, else 0. */
  protected override toPredicted(yPred: Tensor): Tensor {
    return greaterEqual(yPred, this.threshold);
  }
}

/**
 * The intersection over union of targets and predictions, averaged over all classes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanIoU({ numClasses: 2 });
 * metric.updateState(dg.tensor([0, 0, 1, 1]), dg.tensor([0, 1, 0, 1]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class MeanIoU
  extends OverlapMetric<SparseOverlapOptions, ["numClasses"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["numClasses"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    targetClassIds: settled(null),
  };
}

/**
 * The options of `OneHotIoU`.
 * @category Metrics
 */
export interface OneHotIoUOptions extends ClassOverlapOptions, TargetClasses {}

/**
 * The intersection over union of one-hot targets and predictions, averaged over the classes `targetClassIds`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.OneHotIoU({ numClasses: 2, targetClassIds: [0] });
 * metric.updateState(dg.tensor([[1, 0], [1, 0], [0, 1], [0, 1]]), dg.tensor([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4], [0.2, 0.8]]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class OneHotIoU extends OverlapMetric<OneHotIoUOptions, ["numClasses"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["numClasses"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    sparseYTrue: settled(false),
    sparseYPred: flag(false),
  };
}

/**
 * The intersection over union of one-hot targets and predictions, averaged over all classes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.OneHotMeanIoU({ numClasses: 2 });
 * metric.updateState(dg.tensor([[1, 0], [1, 0], [0, 1], [0, 1]]), dg.tensor([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4], [0.2, 0.8]]));
 * assertAlmostEquals(await metric.result().item(), 1 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class OneHotMeanIoU
  extends OverlapMetric<ClassOverlapOptions, ["numClasses"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["numClasses"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    targetClassIds: settled(null),
    sparseYTrue: settled(false),
    sparseYPred: flag(false),
  };
}
