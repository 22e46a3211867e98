/** The mean overlap of some classes, of one-hot targets. */

import type { Config } from "../../layers/serialization.ts";
import {
  checkOverlap,
  checkTargets,
  CLASS_OVERLAP_OPTIONS,
  type ClassOverlapOptions,
  type TargetClasses,
} from "./iou_options.ts";
import { OverlapMetric } from "./overlap_metric.ts";

/** The options of `OneHotIoU`. */
export interface OneHotIoUOptions extends ClassOverlapOptions, TargetClasses {}

const OPTIONS = [...CLASS_OVERLAP_OPTIONS, "targetClassIds"];

/**
 * The mean over some classes of how much of what targets or predictions have both have, of one-hot targets.
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
 */
export class OneHotIoU extends OverlapMetric {
  /**
   * Sets the classes.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: OneHotIoUOptions) {
    const settings = checkOverlap("OneHotIoU", options, OPTIONS, false);
    const { targetClassIds: ids, ...rest } = options;
    const targetClassIds = checkTargets("OneHotIoU", ids, settings.numClasses);
    super("OneHotIoU", rest, { ...settings, targetClassIds });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { numClasses, targetClassIds, ignoreClass, axis } = this.settings;
    return {
      ...super.getConfig(),
      num_classes: numClasses,
      target_class_ids: targetClassIds,
      ignore_class: ignoreClass,
      sparse_y_pred: this.settings.sparseYPred,
      axis,
    };
  }
}
