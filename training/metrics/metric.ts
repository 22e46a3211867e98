/** What every metric has in common. */

import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { Scope } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOneOf } from "../../layers/options.ts";
import { type Config, optionsOf } from "../../layers/serialization.ts";
import { State } from "./state.ts";

/** Whether more is better, or less; `null` where neither is. */
export type Direction = "up" | "down" | null;

/** The options of every metric. */
export interface MetricOptions {
  /** Its name; that of its class, in snake case, if not given. */
  readonly name?: string | null;
  /** The element type of what it remembers, which is always `"float32"`. */
  readonly dtype?: "float32" | null;
}

/** The options that `MetricOptions` names. */
export const METRIC_OPTIONS: readonly string[] = ["name", "dtype"];

/** A number that is gathered over batches, and forgotten between epochs. */
export abstract class Metric implements Disposable {
  /** Its name. */
  readonly name: string;
  /** Whether more is better, or less; `null` where neither is. */
  abstract readonly direction: Direction;
  readonly #states: State[] = [];

  /**
   * Sets the name.
   *
   * @throws {ValueError} if the element type is another than `"float32"`.
   */
  constructor(name: string, options: MetricOptions = {}) {
    this.name = options.name ?? name;
    const { dtype } = options;
    checkOneOf(new.target.name, "dtype", dtype ?? "float32", ["float32"]);
  }

  /** Takes a batch into account; it waits for no device. */
  abstract updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
  ): void;

  /** The metric of all batches so far. */
  result(): Tensor {
    using scope = new Scope();
    return scope.keep(noGrad(() => this.compute()));
  }

  /** Forgets all batches, and gives up the memory. */
  resetState(): void {
    for (const state of this.#states) state.reset();
  }

  /** Gives up the memory. */
  [Symbol.dispose](): void {
    this.resetState();
  }

  /** Keras's arguments, from which `fromConfig` makes the same metric. */
  getConfig(): Config {
    return { name: this.name, dtype: "float32" };
  }

  /** Makes a metric from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }

  /** The metric, from what is remembered. */
  protected abstract compute(): Tensor;

  /** A further sum to remember. */
  protected addState(): State {
    const state = new State();
    this.#states.push(state);
    return state;
  }

  /** Runs `f` on the tensors that are meant, untaped; what it makes is gone afterwards, but for states. */
  protected take(
    inputs: readonly (TensorLike | null | undefined)[],
    f: (tensors: (Tensor | null)[]) => void,
  ): void {
    using _scope = new Scope();
    const given = inputs.filter((input) =>
      input !== null && input !== undefined
    );
    const tensors = toTensors(this.name, given);
    noGrad(() =>
      f(inputs.map((input) => {
        return input === null || input === undefined ? null : tensors.shift()!;
      }))
    );
  }
}

/** A metric of targets and predictions. */
export abstract class PairMetric extends Metric {
  /** Takes a batch into account; weights are of shape [batch, ...]. It waits for no device. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
  ): void {
    this.take([yTrue, yPred, sampleWeight], ([t, p, weight]) => {
      this.update(t as Tensor, p as Tensor, weight);
    });
  }

  /** Adds what a batch has to the states. */
  protected abstract update(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): void;
}
