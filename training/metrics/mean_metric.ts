/** Metrics that are means of a function of targets and predictions, made of one line each. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import { type Config, optionsOf } from "../../layers/serialization.ts";
import { checkBoolean } from "../losses/crossentropy_options.ts";
import { RunningMean } from "./mean.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";

/** A mean of a function of targets and predictions. */
export abstract class MeanMetric extends PairMetric {
  readonly #mean: RunningMean = new RunningMean(
    this.addState(),
    this.addState(),
  );

  /** The values whose mean is taken, and the weights, which may be others. */
  protected abstract values(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): readonly [values: Tensor, sampleWeight: Tensor | null];

  /** Adds the values of a batch. */
  protected override update(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): void {
    this.#mean.add(...this.values(yTrue, yPred, sampleWeight));
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}

/** A class of means, with options of its own. */
export interface MeanMetricClass<Options = unknown> {
  /** Makes a metric. */
  new (options?: MetricOptions & Partial<Options>): MeanMetric;
  /** Makes a metric from Keras's arguments. */
  fromConfig(config: Config): MeanMetric;
}

/** What one such class is. */
export interface MeanMetricRow<Options> {
  /** Its name in Keras. */
  readonly className: string;
  /** What its members are called. */
  readonly name: string;
  /** Whether more is better, or less. */
  readonly direction: Direction;
  /** What its options are if not given: booleans, numbers, or `null` for no number. */
  readonly defaults: Options;
  /** Options that are written only where they are not the default, as Keras leaves them out. */
  readonly unwritten?: readonly string[];
  /** The values whose mean is taken. */
  values(yTrue: Tensor, yPred: Tensor, options: Options): Tensor;
  /** The weights, where they are not those that are given. */
  weights?(
    sampleWeight: Tensor,
    yTrue: Tensor,
    options: Options,
  ): Tensor;
}

/** The class of a row. */
export function meanMetric<Options extends object>(
  row: MeanMetricRow<Options>,
): MeanMetricClass<Options> {
  const { className, defaults, unwritten = [] } = row;
  const known = [...METRIC_OPTIONS, ...Object.keys(defaults)];
  const made = class extends MeanMetric {
    override readonly direction: Direction = row.direction;
    readonly #options: Options;

    constructor(options: MetricOptions & Partial<Options> = {}) {
      checkOptions(className, options, known);
      super(row.name, options);
      this.#options = filledIn(className, defaults, options);
    }

    override values(t: Tensor, p: Tensor, weight: Tensor | null) {
      const options = this.#options;
      const values = row.values(t, p, options);
      if (!weight || !row.weights) return [values, weight] as const;
      return [values, row.weights(weight, t, options)] as const;
    }

    override getConfig(): Config {
      const entries = Object.entries(this.#options).filter(([key, value]) => {
        return !unwritten.includes(key) ||
          value !== (defaults as Config)[key];
      });
      const written = entries.map(([key, value]) => [toSnakeCase(key), value]);
      return { ...super.getConfig(), ...Object.fromEntries(written) };
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

function filledIn<Options extends object>(
  owner: string,
  defaults: Options,
  options: Partial<Options>,
): Options {
  const given = options as Config;
  const entries = Object.entries(defaults).map(([key, value]) => {
    const chosen = given[key] === undefined ? value : given[key];
    if (typeof value === "boolean") checkBoolean(owner, key, chosen);
    else if (value !== null || chosen !== null) checkNumber(owner, key, chosen);
    return [key, chosen];
  });
  return Object.fromEntries(entries);
}

function toSnakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
