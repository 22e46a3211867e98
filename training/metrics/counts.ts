/** Metrics that count hits and misses. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { type Config, optionsOf } from "../../layers/serialization.ts";
import {
  byThreshold,
  Confusion,
  type Counts,
  toThresholds,
} from "./confusion.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";

/** The options of metrics that count. */
export interface CountOptions extends MetricOptions {
  /** What predictions have to exceed: one number or several, from 0 to 1; 0.5 if not given. */
  readonly thresholds?: number | readonly number[] | null;
}

/** A class of metrics that count. */
export interface CountClass {
  /** Makes a metric. */
  new (options?: CountOptions): PairMetric;
  /** Makes a metric from Keras's arguments. */
  fromConfig(config: Config): PairMetric;
}

function countClass(
  className: string,
  name: string,
  part: keyof Counts,
): CountClass {
  const made = class extends PairMetric {
    override readonly direction: Direction = null;
    readonly #given: CountOptions["thresholds"];
    readonly #confusion: Confusion;

    constructor(options: CountOptions = {}) {
      checkOptions(className, options, [...METRIC_OPTIONS, "thresholds"]);
      super(name, options);
      this.#given = options.thresholds ?? null;
      const thresholds = toThresholds(className, this.#given, 0.5);
      this.#confusion = new Confusion({ thresholds }, () => this.addState());
    }

    override update(t: Tensor, p: Tensor, weight: Tensor | null): void {
      this.#confusion.add(t, p, weight);
    }

    override compute(): Tensor {
      return byThreshold(this.#confusion.read()[part]);
    }

    override getConfig(): Config {
      return { ...super.getConfig(), thresholds: this.#given };
    }

    static override fromConfig<T>(
      this: new (options: never) => T,
      config: Config,
    ): T {
      return new this(optionsOf(config) as never);
    }
  };
  Object.defineProperty(made, "name", { value: className });
  return made;
}

/** How often what is predicted is there. */
export const TruePositives: CountClass = countClass(
  "TruePositives",
  "true_positives",
  "truePositives",
);

/** How often what is predicted is not there. */
export const FalsePositives: CountClass = countClass(
  "FalsePositives",
  "false_positives",
  "falsePositives",
);

/** How often what is not predicted is not there. */
export const TrueNegatives: CountClass = countClass(
  "TrueNegatives",
  "true_negatives",
  "trueNegatives",
);

/** How often what is not predicted is there. */
export const FalseNegatives: CountClass = countClass(
  "FalseNegatives",
  "false_negatives",
  "falseNegatives",
);
