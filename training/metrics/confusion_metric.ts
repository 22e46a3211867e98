/** The base of metrics that follow from a confusion matrix at each threshold. */

import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema } from "../../config/schema.ts";
import { defaultName } from "../../variables/naming.ts";
import type { Variable } from "../../variables/variable.ts";
import { name } from "../rows.ts";
import { countBatch, type Counting, type Part } from "./confusion.ts";
import { type Additions, type MetricOptions, PairMetric } from "./metric.ts";

/**
 * The cells that are counted, and the names of their variables.
 * @category Metrics
 */
export type CountedParts = Partial<Readonly<Record<Part, string>>>;

/** All four cells, under the names of Keras's variables. */
export const ALL_PARTS: Readonly<Record<Part, string>> = {
  truePositives: "true_positives",
  falsePositives: "false_positives",
  trueNegatives: "true_negatives",
  falseNegatives: "false_negatives",
};

/**
 * A metric that follows from true and false positives and negatives.
 * @category Metrics
 */
export abstract class ConfusionMetric<
  Options extends MetricOptions = MetricOptions,
> extends PairMetric<Options> {
  /** The row of the name, which is numbered if none is given. */
  static override readonly schema: AnySchema = { name: name(defaultName) };
  readonly #counting: Counting = this.counting();
  // The first batch makes them if each class has its own.
  #counts: ReadonlyMap<Part, Variable> = this.#counting.isMultiLabel
    ? new Map()
    : this.#made([]);

  /** Which elements are counted, and at which thresholds. It is called once, before any field but the options is set. */
  protected abstract counting(): Counting;

  /** The cells that are counted; all four unless a class says otherwise. */
  protected get parts(): CountedParts {
    return ALL_PARTS;
  }

  /** The counts of a batch. */
  protected override additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions {
    const parts = Object.keys(this.parts) as Part[];
    const batch = { yTrue, yPred, sampleWeight };
    const counts = countBatch(this.name, this.#counting, parts, batch);
    if (this.#counts.size === 0) this.build(counts[0].shape.slice(1));
    return parts.map((part, i) => [this.#count(part), counts[i]]);
  }

  /** Makes the variables, with the shape `labels` for each threshold. */
  protected build(labels: readonly number[]): void {
    this.#counts = this.#made(labels);
  }

  #made(labels: readonly number[]): ReadonlyMap<Part, Variable> {
    const shape = [this.#counting.thresholds.length, ...labels];
    return new Map(
      Object.entries(this.parts).map((
        [part, name],
      ) => [part as Part, this.addVariable(name, shape)]),
    );
  }

  /** The counts of a cell, of shape [thresholds], or [thresholds, classes]. */
  protected read(part: Part): Tensor {
    return this.#count(part).value;
  }

  #count(part: Part): Variable {
    const count = this.#counts.get(part);
    if (count) return count;
    throw new ReferenceError(
      `Cannot read ${this.name}: expected updateState to have been called, received no batch`,
    );
  }
}

/** One number for one threshold, else [thresholds]. */
export function byThreshold(counts: Tensor): Tensor {
  return reshape(counts, counts.size === 1 ? [] : counts.shape);
}
