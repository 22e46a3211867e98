/** The area under a curve of rates over thresholds. */

import { reshape } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { defaultName } from "../../layers/naming.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
  optionsOf,
} from "../../layers/serialization.ts";
import { area, type Counts } from "./area.ts";
import { type AUCOptions, checkAUC, type OwnOptions } from "./auc_options.ts";
import type { Part } from "./confusion.ts";
import { ALL_PARTS, ConfusionMetric } from "./confusion_metric.ts";
import type { Direction } from "./metric.ts";
import { areEven, innerThresholds } from "./thresholds.ts";

/**
 * The area under the curve of hits over false alarms, or of precision over recall, approximated at thresholds: 1/2 is chance
 * for the former.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.AUC({ numThresholds: 3 });
 * metric.updateState(dg.tensor([0, 0, 1, 1]), dg.tensor([0, 0.5, 0.3, 0.9]));
 * assertAlmostEquals(await metric.result().item(), 0.75, 1e-6);
 * ```
 */
export class AUC extends ConfusionMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** What predictions have to exceed: the first just below 0, the last just above 1. */
  readonly thresholds: readonly number[];
  readonly #options: OwnOptions;

  /**
   * Sets curve and thresholds.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: AUCOptions = {}) {
    const own = checkAUC(options);
    const { multiLabel, fromLogits, numThresholds } = own;
    const inner = own.thresholds ?? innerThresholds(numThresholds);
    const thresholds = [-EPSILON, ...inner, 1 + EPSILON];
    const counting = {
      thresholds,
      isEven: own.thresholds === null || areEven([0, ...inner, 1]),
      isMultiLabel: multiLabel,
      labelWeights: multiLabel ? null : own.labelWeights,
      fromLogits,
    };
    super(options.name ?? defaultName("AUC"), options, counting, ALL_PARTS);
    this.thresholds = thresholds;
    this.#options = own;
    if (multiLabel && own.numLabels) this.build([own.numLabels]);
  }

  /** The area. */
  protected override compute(): Tensor {
    const { curve, summationMethod, multiLabel, labelWeights } = this.#options;
    const counts = mapParts((part) => {
      const count = this.read(part);
      return multiLabel ? count : reshape(count, [count.size, 1]);
    });
    const { backend } = counts.truePositives;
    const weights = multiLabel && labelWeights
      ? Tensor.from(backend, labelWeights, [labelWeights.length])
      : null;
    return area(counts, curve, summationMethod, weights);
  }

  /** Makes an area from Keras's arguments. */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
  ): T {
    const label_weights = tensorValue(config.label_weights);
    return new this(optionsOf({ ...config, label_weights }) as never);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const own = this.#options;
    const config = {
      ...super.getConfig(),
      num_thresholds: own.numThresholds,
      curve: own.curve,
      summation_method: own.summationMethod,
      multi_label: own.multiLabel,
      num_labels: own.numLabels,
      label_weights: own.labelWeights && tensorObject(own.labelWeights),
      from_logits: own.fromLogits,
    };
    return own.thresholds ? { ...config, thresholds: own.thresholds } : config;
  }
}

/** Numbers in the form in which Keras writes a tensor. */
function tensorObject(value: readonly number[]): ObjectConfig {
  return { class_name: "__tensor__", config: { value, dtype: "float32" } };
}

function tensorValue(written: unknown): unknown {
  if (!isObjectConfig(written)) return written;
  const { class_name: name, config } = written;
  const isTensor = name === "__tensor__" && typeof config === "object";
  return isTensor ? config?.value : written;
}

function mapParts(f: (part: Part) => Tensor): Counts {
  return {
    truePositives: f("truePositives"),
    falsePositives: f("falsePositives"),
    trueNegatives: f("trueNegatives"),
    falseNegatives: f("falseNegatives"),
  };
}
