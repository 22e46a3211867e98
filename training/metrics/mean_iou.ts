/** The mean overlap of all classes. */

import type { Config } from "../../layers/serialization.ts";
import {
  checkOverlap,
  CLASS_OVERLAP_OPTIONS,
  type SparseOverlapOptions,
} from "./iou_options.ts";
import { OverlapMetric } from "./overlap_metric.ts";

const OPTIONS = [...CLASS_OVERLAP_OPTIONS, "sparseYTrue"];

/**
 * The mean over all classes of how much of what targets or predictions have both have.
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
 */
export class MeanIoU extends OverlapMetric {
  /**
   * Sets the classes.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: SparseOverlapOptions) {
    const settings = checkOverlap("MeanIoU", options, OPTIONS, true);
    const targetClassIds = [...Array(settings.numClasses).keys()];
    super("MeanIoU", options, { ...settings, targetClassIds });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { numClasses, ignoreClass, axis } = this.settings;
    const { sparseYTrue, sparseYPred } = this.settings;
    return {
      ...super.getConfig(),
      num_classes: numClasses,
      ignore_class: ignoreClass,
      sparse_y_true: sparseYTrue,
      sparse_y_pred: sparseYPred,
      axis,
    };
  }
}
