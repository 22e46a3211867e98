/** The mean overlap of what is predicted, and of what is not. */

import { greaterEqual } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import {
  checkOverlap,
  checkTargets,
  OVERLAP_OPTIONS,
  type OverlapOptions,
  type TargetClasses,
} from "./iou_options.ts";
import { OverlapMetric } from "./overlap_metric.ts";

/** The options of `BinaryIoU`: `targetClassIds` are 0 and 1 if not given. */
export interface BinaryIoUOptions
  extends OverlapOptions, Partial<TargetClasses> {
  /** What predictions of 1 reach; 0.5 if not given. */
  readonly threshold?: number;
}

const OPTIONS = [
  ...OVERLAP_OPTIONS,
  "threshold",
  "targetClassIds",
];

/**
 * The mean over what is predicted, and what is not, of how much of it targets and predictions both have.
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
 */
export class BinaryIoU extends OverlapMetric {
  /** What predictions of 1 reach. */
  readonly threshold: number;

  /**
   * Sets the threshold.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: BinaryIoUOptions = {}) {
    const { targetClassIds: ids = [0, 1], threshold = 0.5, ...rest } = options;
    checkOptions("BinaryIoU", options, OPTIONS);
    const settings = checkOverlap("BinaryIoU", { ...rest, numClasses: 2 }, [
      ...OVERLAP_OPTIONS,
      "numClasses",
    ], true);
    const targetClassIds = checkTargets("BinaryIoU", ids, 2);
    super("BinaryIoU", rest, { ...settings, targetClassIds });
    this.threshold = checkNumber("BinaryIoU", "threshold", threshold);
  }

  /** 1 where predictions reach the threshold, else 0. */
  protected override toPredicted(yPred: Tensor): Tensor {
    return greaterEqual(yPred, this.threshold);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { targetClassIds: target_class_ids } = this.settings;
    const { threshold } = this;
    return { ...super.getConfig(), target_class_ids, threshold };
  }
}
