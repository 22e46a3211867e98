/** How often what is predicted above thresholds is there, or is not. */

import { checkArgumentCount } from "../../config/options.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { defaultName } from "../../variables/naming.ts";
import { checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
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

/**
 * How often what is not predicted is there.
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
 */
export class FalseNegatives extends Count {
  /**
   * Sets the thresholds.
   *
   * @throws {ValueError} if one is not from 0 to 1.
   */
  constructor(options: CountOptions = {}) {
    checkArgumentCount("make FalseNegatives", arguments, 1);
    super("FalseNegatives", "falseNegatives", options);
  }
}

/**
 * How often what is predicted is not there.
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
 */
export class FalsePositives extends Count {
  /**
   * Sets the thresholds.
   *
   * @throws {ValueError} if one is not from 0 to 1.
   */
  constructor(options: CountOptions = {}) {
    checkArgumentCount("make FalsePositives", arguments, 1);
    super("FalsePositives", "falsePositives", options);
  }
}

/**
 * How often what is not predicted is not there.
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
 */
export class TrueNegatives extends Count {
  /**
   * Sets the thresholds.
   *
   * @throws {ValueError} if one is not from 0 to 1.
   */
  constructor(options: CountOptions = {}) {
    checkArgumentCount("make TrueNegatives", arguments, 1);
    super("TrueNegatives", "trueNegatives", options);
  }
}

/**
 * How often what is predicted is there.
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
 */
export class TruePositives extends Count {
  /**
   * Sets the thresholds.
   *
   * @throws {ValueError} if one is not from 0 to 1.
   */
  constructor(options: CountOptions = {}) {
    checkArgumentCount("make TruePositives", arguments, 1);
    super("TruePositives", "truePositives", options);
  }
}
