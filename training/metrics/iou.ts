/** The mean overlap of some classes. */

import type { Config } from "../../layers/serialization.ts";
import {
  checkOverlap,
  checkTargets,
  CLASS_OVERLAP_OPTIONS,
  type SparseOverlapOptions,
  type TargetClasses,
} from "./iou_options.ts";
import { OverlapMetric } from "./overlap_metric.ts";

/** The options of `IoU`. */
export interface IoUOptions extends SparseOverlapOptions, TargetClasses {}

const OPTIONS = [...CLASS_OVERLAP_OPTIONS, "sparseYTrue", "targetClassIds"];

/**
 * The mean over some classes of how much of what targets or predictions have both have.
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
 */
export class IoU extends OverlapMetric {
  /**
   * Sets the classes.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: IoUOptions) {
    const settings = checkOverlap("IoU", options, OPTIONS, true);
    const { targetClassIds: ids, ...rest } = options;
    const targetClassIds = checkTargets("IoU", ids, settings.numClasses);
    super("IoU", rest, { ...settings, targetClassIds });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { numClasses, targetClassIds, ignoreClass, axis } = this.settings;
    const { sparseYTrue, sparseYPred } = this.settings;
    return {
      ...super.getConfig(),
      num_classes: numClasses,
      target_class_ids: targetClassIds,
      ignore_class: ignoreClass,
      sparse_y_true: sparseYTrue,
      sparse_y_pred: sparseYPred,
      axis,
    };
  }
}
