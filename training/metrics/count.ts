/** Counts of what is predicted or not, and there or not. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { defaultName } from "../../layers/naming.ts";
import type { Config } from "../../layers/serialization.ts";
import type { Part } from "./confusion.ts";
import { byThreshold, ConfusionMetric } from "./confusion_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";
import { areEven, toThresholds } from "./thresholds.ts";

/** The options of counts. */
export interface CountOptions extends MetricOptions {
  /** What predictions have to exceed, each a number from 0 to 1; 0.5 if not given. */
  readonly thresholds?: number | readonly number[] | null;
}

/** A count at each threshold. */
export abstract class Count extends ConfusionMetric {
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #part: Part;
  readonly #given: CountOptions["thresholds"];

  /**
   * Sets what is counted.
   *
   * @throws {ValueError} if a threshold is not from 0 to 1.
   */
  constructor(owner: string, part: Part, options: CountOptions) {
    checkOptions(owner, options, [...METRIC_OPTIONS, "thresholds"]);
    const thresholds = toThresholds(owner, options.thresholds, 0.5);
    const counting = { thresholds, isEven: areEven(thresholds) };
    const name = options.name ?? defaultName(owner);
    super(name, options, counting, { [part]: "accumulator" });
    this.#part = part;
    this.#given = options.thresholds ?? null;
  }

  /** One number, or one for each threshold. */
  protected override compute(): Tensor {
    return byThreshold(this.read(this.#part));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), thresholds: this.#given };
  }
}
