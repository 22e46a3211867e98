/** How far predicted classes overlap with those of the targets: intersection over union. */

import { checkArguments } from "../check_arguments.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { greaterEqual } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import {
  checkOverlap,
  checkTargets,
  CLASS_OVERLAP_OPTIONS,
  type ClassOverlapOptions,
  OVERLAP_OPTIONS,
  OverlapMetric,
  type OverlapOptions,
  type SparseOverlapOptions,
  type TargetClasses,
} from "./overlap_metrics.ts";

/** The options of `IoU`. */
export interface IoUOptions extends SparseOverlapOptions, TargetClasses {}

const IOU_OPTIONS = [...CLASS_OVERLAP_OPTIONS, "sparseYTrue", "targetClassIds"];

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
    checkArgumentCount("make IoU", arguments, 1);
    const settings = checkOverlap("IoU", options, IOU_OPTIONS, true);
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

/** The options of `BinaryIoU`: `targetClassIds` are 0 and 1 if not given. */
export interface BinaryIoUOptions
  extends OverlapOptions, Partial<TargetClasses> {
  /** What predictions of 1 reach; 0.5 if not given. */
  readonly threshold?: number;
}

const BINARY_IOU_OPTIONS = [
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
    checkArguments("BinaryIoU", arguments, BINARY_IOU_OPTIONS);
    const { targetClassIds: ids = [0, 1], threshold = 0.5, ...rest } = options;
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

const MEAN_IOU_OPTIONS = [...CLASS_OVERLAP_OPTIONS, "sparseYTrue"];

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
    checkArgumentCount("make MeanIoU", arguments, 1);
    const settings = checkOverlap("MeanIoU", options, MEAN_IOU_OPTIONS, true);
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

/** The options of `OneHotIoU`. */
export interface OneHotIoUOptions extends ClassOverlapOptions, TargetClasses {}

const ONE_HOT_IOU_OPTIONS = [...CLASS_OVERLAP_OPTIONS, "targetClassIds"];

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
    checkArgumentCount("make OneHotIoU", arguments, 1);
    const settings = checkOverlap(
      "OneHotIoU",
      options,
      ONE_HOT_IOU_OPTIONS,
      false,
    );
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
    checkArgumentCount("make OneHotMeanIoU", arguments, 1);
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
