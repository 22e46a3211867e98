/** The metrics that a model is compiled with. */

import type { Tensor } from "../../autograd/tensor.ts";
import {
  get as getMetric,
  type Metric,
  type MetricIdentifier,
} from "../../training/metrics/mod.ts";
import { quote, ValueError } from "../../config/errors.ts";
import type { Batch } from "../fitting/batches.ts";
import { toList } from "./per_output.ts";

/**
 * The metrics of one output: one, or a list of them.
 * @category Training
 */
export type OutputMetrics = MetricIdentifier | readonly MetricIdentifier[];

/**
 * The metrics of a model: a list for its only output, a list of lists, or lists by the names of the outputs.
 * @category Training
 */
export type MetricsOption =
  | readonly (OutputMetrics | null)[]
  | Readonly<Record<string, OutputMetrics | null>>;

/** Names that mean another metric for each kind of targets. */
const ACCURACY = ["accuracy", "acc"];

/** A metric under the name that logs have for it. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
}

interface Compared extends NamedMetric {
  readonly output: number;
  readonly weighted: boolean;
}

/** The metrics of all outputs, made when the first batch has shown their shapes. */
export class CompiledMetrics implements Disposable {
  readonly #outputs: readonly string[];
  readonly #wanted: readonly (readonly [
    weighted: boolean,
    each: readonly (OutputMetrics | null)[],
  ])[];
  #made: Compared[] | null = null;

  /**
   * Reads which metrics each output is to have.
   *
   * @throws {ValueError} if they do not go together with the outputs.
   */
  constructor(
    outputs: readonly string[],
    metrics: MetricsOption,
    weightedMetrics: MetricsOption,
  ) {
    this.#outputs = outputs;
    this.#wanted = [
      [false, eachOutput("metrics", metrics, outputs)],
      [true, eachOutput("weightedMetrics", weightedMetrics, outputs)],
    ];
    for (const [, each] of this.#wanted) each.flatMap(listOf).forEach(check);
  }

  /** Those that are made. */
  get metrics(): readonly NamedMetric[] {
    return this.#made ?? [];
  }

  /** Takes a batch into account. */
  update(batch: Batch, predictions: readonly Tensor[]): void {
    const { targets, sampleWeight } = batch;
    this.#made ??= this.#make(targets, predictions);
    for (const { metric, output, weighted } of this.#made) {
      metric.updateState(targetOf(targets, output), predictions[output], {
        sampleWeight: weighted ? sampleWeight : null,
      });
    }
  }

  #make(
    targets: readonly Tensor[],
    predictions: readonly Tensor[],
  ): Compared[] {
    const several = this.#outputs.length > 1;
    const taken = new Set(["loss"]);
    return this.#wanted.flatMap(([weighted, each]) =>
      each.flatMap((metrics, output) =>
        listOf(metrics).map((identifier) => {
          const found = bySize(
            identifier,
            targetOf(targets, output),
            predictions[output],
          );
          const metric = getMetric(found);
          // Logs have the word that was used.
          const name = typeof identifier === "string"
            ? identifier
            : metric.name;
          const own = several ? `${this.#outputs[output]}_${name}` : name;
          // As Keras has it.
          const free = weighted && taken.has(own) ? `weighted_${own}` : own;
          if (taken.has(free)) throw twice(free);
          taken.add(free);
          return { name: free, metric, output, weighted };
        })
      )
    );
  }

  /** Gives up their memory. */
  [Symbol.dispose](): void {
    for (const { metric } of this.#made ?? []) metric[Symbol.dispose]();
    this.#made = null;
  }
}

function targetOf(targets: readonly Tensor[], output: number): Tensor {
  if (output < targets.length) return targets[output];
  throw new ValueError(
    `Cannot compute the metrics: expected targets for each output that has metrics, received ${targets.length} of them`,
  );
}

/** A list of metrics without lists in it is that of the only output. */
function eachOutput(
  option: string,
  metrics: MetricsOption,
  outputs: readonly string[],
): (OutputMetrics | null)[] {
  const isFlat = Array.isArray(metrics) &&
    !metrics.some((one) => Array.isArray(one));
  if (isFlat && outputs.length === 1) return [metrics as OutputMetrics];
  if (isFlat && metrics.length === 0) return outputs.map(() => null);
  return toList<OutputMetrics>(option, metrics, outputs);
}

/** Refuses what means no metric; which one accuracy means, the first batch shows. */
function check(identifier: MetricIdentifier): void {
  if (isAccuracy(identifier)) return;
  const metric: Metric | null = getMetric(identifier);
  if (metric && metric !== identifier) metric[Symbol.dispose]();
}

function isAccuracy(identifier: unknown): boolean {
  return typeof identifier === "string" &&
    ACCURACY.includes(identifier.toLowerCase());
}

function twice(name: string): ValueError {
  return new ValueError(
    `Cannot compile a model: expected metrics of different names, by which logs have them, received ${
      quote(name)
    } again`,
  );
}

function listOf(metrics: OutputMetrics | null): readonly MetricIdentifier[] {
  if (metrics === null) return [];
  return Array.isArray(metrics) ? metrics : [metrics as MetricIdentifier];
}

/** Accuracy is another metric for one number, for the index of a class, and for a share of each class, as in Keras. */
function bySize(
  identifier: MetricIdentifier,
  target: Tensor,
  prediction: Tensor,
): MetricIdentifier {
  if (!isAccuracy(identifier)) return identifier;
  const [classes = 1] = prediction.shape.slice(-1);
  const [last = 1] = target.shape.slice(-1);
  if (classes === 1) return "binary_accuracy";
  return target.rank < prediction.rank || last === 1
    ? "sparse_categorical_accuracy"
    : "categorical_accuracy";
}
