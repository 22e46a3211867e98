/** The mean overlap of all classes, of one-hot targets. */

import type { Config } from "../../layers/serialization.ts";
import {
  checkOverlap,
  CLASS_OVERLAP_OPTIONS,
  type ClassOverlapOptions,
} from "./iou_options.ts";
import { OverlapMetric } from "./overlap_metric.ts";

/**
 * The mean over all classes of how much of what targets or predictions have both have, of one-hot targets.
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
 */
export class OneHotMeanIoU extends OverlapMetric {
  /**
   * Sets the classes.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: ClassOverlapOptions) {
    const owner = "OneHotMeanIoU";
    const settings = checkOverlap(owner, options, CLASS_OVERLAP_OPTIONS, false);
    const targetClassIds = [...Array(settings.numClasses).keys()];
    super(owner, options, { ...settings, targetClassIds });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { numClasses, ignoreClass, axis, sparseYPred } = this.settings;
    return {
      ...super.getConfig(),
      num_classes: numClasses,
      ignore_class: ignoreClass,
      sparse_y_pred: sparseYPred,
      axis,
    };
  }
}
