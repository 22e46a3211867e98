/** The base of all metrics. */

import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { cast } from "../../autograd/ops/cast.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import { under } from "../../autograd/place.ts";
import { refusalOfJSON } from "../../autograd/plain.ts";
import { Scope, scoped } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { asStep, transact } from "../../autograd/transaction.ts";
import type { Backend } from "../../backends/backend.ts";
import { Configured } from "../../config/configured.ts";
import { textOrRefusal } from "../../config/shown.ts";
import { ValueError } from "../../config/errors.ts";
import {
  checkArgumentCount,
  checkArray,
  checkOptions,
} from "../../config/options.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { checkFits } from "../../variables/fitting.ts";
import { dtype } from "../../variables/rows.ts";
import type { Variable } from "../../variables/variable.ts";
import { name } from "../rows.ts";
import { SumVariable } from "./sum_variable.ts";

/**
 * Whether more is better, or less; `null` where neither is.
 * @category Metrics
 */
export type Direction = "up" | "down" | null;

/**
 * The options of every metric.
 * @category Metrics
 */
export interface MetricOptions {
  /** Its name; that of its class in snake_case if not given. */
  readonly name?: string | null;
  /** The element type of what it remembers, which is always `"float32"`. */
  readonly dtype?: "float32" | null;
}

/**
 * What may be given with a batch.
 * @category Metrics
 */
export interface UpdateOptions {
  /** The weights of the samples, of shape [batch, ...]; all are 1 if not given. */
  readonly sampleWeight?: TensorLike | null;
}

/**
 * What a batch adds to variables, each of its variable's shape.
 * @category Metrics
 */
export type Additions =
  readonly (readonly [variable: Variable, part: Tensor])[];

const refuseJSON = refusalOfJSON(
  "a metric",
  "its config, which getConfig() gives, or its value, which result() gives",
);

/** Whether a metric has taken nothing into account since it was made or reset, as far as its sums tell. */
export let isEmpty: (metric: Metric<object, readonly unknown[]>) => boolean;

/**
 * A number that is gathered over the batches of an epoch.
 * @category Metrics
 */
export abstract class Metric<
  Options extends object = MetricOptions,
  Leading extends readonly unknown[] = [],
> extends Configured<Options, Leading> implements Disposable {
  /** The rows of the options of every metric. */
  static override readonly schema: AnySchema = {
    name: name(),
    // Keras writes its name, not the policy.
    dtype: { read: dtype().read },
  } satisfies Schema<MetricOptions>;
  /** Its name. */
  declare readonly name: string;
  /** The element type of what it remembers. */
  declare readonly dtype: string;
  /** Whether more is better, or less; `null` where neither is. */
  abstract readonly direction: Direction;
  /**
   * Refuses to write it as JSON, which would lose what it has gathered; `structuredClone` and `postMessage` refuse it too.
   *
   * @throws {TypeError} whenever it is called.
   */
  readonly toJSON: () => never = refuseJSON;
  readonly #variables: SumVariable[] = [];

  static {
    isEmpty = ({ variables }) =>
      variables.length > 0 &&
      variables.every((one) => one instanceof SumVariable && one.isEmpty);
  }

  /**
   * Its description in template strings.
   *
   * @throws {TypeError} where it is to be a number, as in `metric < 0.5`: `await metric.result().item()` reads that.
   */
  override [Symbol.toPrimitive](hint: string): string {
    const expected = "its value, which await metric.result().item() reads";
    return textOrRefusal(this, hint, { what: "a metric", expected });
  }

  /** Its sums. Some are made by the first batch, whose shape they have. */
  get variables(): readonly Variable[] {
    return [...this.#variables];
  }

  /**
   * Takes a batch into account: targets and predictions, or whatever the metric is of. It waits for no device. If it fails,
   * nothing of the batch is. The first batch settles the backend, until it is reset.
   *
   * @throws {TypeError} if the batches before were on another backend.
   */
  abstract updateState(
    first: TensorLike,
    second?: TensorLike | UpdateOptions | null,
    options?: UpdateOptions,
  ): void;

  /** The metric of all batches so far. */
  result(): Tensor {
    checkArgumentCount(`compute ${this.name}`, arguments, 0);
    return scoped(() => noGrad(() => this.compute()));
  }

  /** Forgets all batches. */
  resetState(): void {
    checkArgumentCount(`reset ${this.name}`, arguments, 0);
    using _scope = new Scope();
    transact(() => {
      for (const variable of this.#variables) variable.reset();
    });
  }

  /** All that it has gathered, to the last bit; each tensor its receiver's to dispose. */
  getState(): Tensor[] {
    checkArgumentCount(`get the state of ${this.name}`, arguments, 0);
    return this.#variables.flatMap((variable) => variable.parts());
  }

  /**
   * Takes over what `getState` gave of such a metric, which has seen batches of the same shape.
   *
   * @throws {ValueError} if there are more or fewer tensors; then nothing is changed.
   * @throws {ShapeError} if one has another shape; then nothing is changed.
   * @throws {TypeError} if it has seen batches on another backend; then nothing is changed.
   */
  setState(state: readonly TensorLike[]): void {
    const action = `set the state of ${this.name}`;
    checkArgumentCount(action, arguments, 1);
    checkArray(action, state, "an array of tensors");
    const variables = this.#variables;
    if (state.length !== 2 * variables.length) {
      throw new ValueError(
        `Cannot ${action}: expected ${
          2 * variables.length
        } tensors, received ${state.length} (a metric may learn its shape from the first batch)`,
      );
    }
    using _scope = new Scope();
    const tensors = toTensors(action, [...state]);
    if (tensors.length === 0) return;
    transact(() => {
      this.#settle(action, tensors[0].backend);
      variables.forEach((variable, i) => {
        checkFits(variable, tensors[2 * i]);
        checkFits(variable, tensors[2 * i + 1]);
      });
      variables.forEach((variable, i) =>
        variable.put(tensors.slice(2 * i, 2 * i + 2))
      );
    });
  }

  /** Gives up the memory; it cannot be used again. */
  [Symbol.dispose](): void {
    for (const variable of this.#variables.splice(0)) {
      variable[Symbol.dispose]();
    }
  }

  /** Brings what has nothing in it yet to the backend, where all else has to be. */
  #settle(action: string, backend: Backend): void {
    const seen = this.#variables.filter(({ isEmpty }) => !isEmpty);
    const other = seen.find((one) => one.backend !== backend)?.backend;
    if (other) {
      throw new TypeError(
        `Cannot ${action}: expected tensors on "${other.name}", as the batches before, received tensors on ${
          other.name === backend.name ? "another " : ""
        }"${backend.name}" (resetState() lets it begin anew)`,
      );
    }
    for (const one of this.#variables) if (one.isEmpty) one.beginOn(backend);
  }

  /** The metric, from its sums. */
  protected abstract compute(): Tensor;

  /** Makes a further sum, which is 0. */
  protected addVariable(name: string, shape: readonly number[] = []): Variable {
    const path = `${this.name}/${name}`;
    const variable = new SumVariable(shape, { name, path, trainable: false });
    this.#variables.push(variable);
    return variable;
  }

  /**
   * Calls `f` with the inputs as tensors, unrecorded by tapes, and adds what it returns to the variables. All other tensors
   * that it makes are freed.
   *
   * @throws {ShapeError} if what is added has not its variable's shape; nothing is added then.
   */
  protected accumulate(
    inputs: readonly TensorLike[],
    options: UpdateOptions,
    f: (
      inputs: readonly Tensor[],
      sampleWeight: Tensor | null,
    ) => Additions,
  ): void {
    using _scope = new Scope();
    const weight = weightOf(this.name, options);
    const given = weight === null ? inputs : [...inputs, weight];
    const stored = toTensors(`${this.name}.updateState`, given);
    const { backend } = stored[0], action = `update ${this.name}`;
    asStep(backend, () =>
      noGrad(() =>
        under(this, () => {
          this.#settle(action, backend);
          const tensors = stored.map((one) => cast(one, "float32"));
          const parts = f(
            tensors.slice(0, inputs.length),
            tensors[inputs.length] ?? null,
          );
          this.#settle(action, backend); // of the sums that it has just made
          for (const [variable, part] of parts) checkFits(variable, part);
          const sums = parts.map(([variable, part]) =>
            variable instanceof SumVariable
              ? variable.plus(part)
              : [add(variable, part)]
          );
          parts.forEach(([variable], i) => {
            if (variable instanceof SumVariable) variable.put(sums[i]);
            else variable.assign(sums[i][0]);
          });
        })
      ));
  }
}

/**
 * A metric of targets and predictions: derive from it for one of your own, and override `additions` and `compute`.
 * @category Metrics
 */
export abstract class PairMetric<
  Options extends object = MetricOptions,
  Leading extends readonly unknown[] = [],
> extends Metric<Options, Leading> {
  /** Takes a batch into account; it waits for no device. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    options: UpdateOptions = {},
  ): void {
    checkArgumentCount(`update ${this.name}`, arguments, 3);
    this.accumulate(
      [yTrue, yPred],
      options,
      ([t, p], sampleWeight) => this.additions(t, p, sampleWeight),
    );
  }

  /** What a batch adds to the variables; weights are `null` where all are 1. */
  protected abstract additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions;
}

function weightOf(name: string, options: UpdateOptions): TensorLike | null {
  checkOptions(`update ${name}`, options, ["sampleWeight"]);
  return options.sampleWeight ?? null;
}
