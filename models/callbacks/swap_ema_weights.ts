/** Evaluation with the averages of the weights. */

import { stopGradient } from "../../autograd/ops/alias.ts";
import { Scope } from "../../autograd/scope.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { transact } from "../../autograd/transaction.ts";
import { ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { flag } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { Slot } from "../../training/optimizers/step/slots.ts";
import { runOf } from "../fitting/run.ts";
import { ConfiguredCallback } from "./configured_callback.ts";
import { keptWeights } from "./keeping/kept_weights.ts";

/**
 * The options of SwapEMAWeights: Keras's, in camelCase.
 * @category Callbacks
 */
export interface SwapEMAWeightsOptions {
  /** Whether the averages are in the model between epochs too, for callbacks that come after this one; false if not given. */
  readonly swapOnEpoch?: boolean;
}

/**
 * Keras's SwapEMAWeights: evaluations and predictions, those between epochs included, are made with the moving averages of
 * the weights, which an optimizer with `useEma` keeps; then the weights are put back. With `swapOnEpoch` callbacks behind
 * it, such as a ModelCheckpoint, find the averages in the model at the end of an epoch.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * const optimizer = new dg.optimizers.SGD({ useEma: true, emaMomentum: 0.9 });
 * model.compile({ optimizer, loss: "mse" });
 * const x = dg.ones([4, 2]), y = dg.ones([4, 1]);
 * await model.fit(x, y, {
 *   epochs: 3,
 *   validationData: [x, y],
 *   callbacks: [new dg.callbacks.SwapEMAWeights()],
 *   verbose: 0,
 * });
 * ```
 *
 * @category Callbacks
 */
export class SwapEMAWeights
  extends ConfiguredCallback<SwapEMAWeightsOptions, ["swapOnEpoch"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "SwapEMAWeights";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    swapOnEpoch: flag(false),
  } satisfies Schema<SwapEMAWeightsOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["swapOnEpoch"];
  /** Whether the averages are in the model between epochs too. */
  declare readonly swapOnEpoch: boolean;
  #weights: readonly Tensor[] | null = null;

  /** The weights, while their averages are in the model. */
  override getState(): { weights: readonly Tensor[] | null } {
    checkArgumentCount("get the state of SwapEMAWeights", arguments, 0);
    return { weights: this.#weights };
  }

  /** Takes over the weights that are to be put back. */
  override setState(
    state: { readonly weights: readonly Tensor[] | null },
  ): void {
    checkArgumentCount("set the state of SwapEMAWeights", arguments, 1);
    const weights = keptWeights("SwapEMAWeights", state.weights);
    this.#forget();
    this.#weights = weights;
  }

  /** The weights are trained again. */
  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.#putBack();
  }

  /** The averages are for the callbacks behind. */
  override onEpochEnd(): void {
    if (this.swapOnEpoch) this.#putAverages();
  }

  /** Where the training came to its end, `fit` has put the averages in for good. */
  override onTrainEnd(): void {
    if (runOf(this.model)?.isComplete) this.#forget();
    else this.#putBack();
  }

  /** The averages are evaluated. */
  override onTestBegin(): void {
    this.#putAverages();
  }

  /** The weights are back. */
  override onTestEnd(): void {
    this.#putBack();
  }

  /** The averages predict. */
  override onPredictBegin(): void {
    this.#putAverages();
  }

  /** The weights are back; Keras's leaves the averages in the model. */
  override onPredictEnd(): void {
    this.#putBack();
  }

  get #averages(): Slot[] {
    const { optimizer } = this.model;
    const averages = optimizer.variables
      .filter((one) => one instanceof Slot)
      .filter(({ kind }) => kind === "average");
    if (averages.length > 0) return averages;
    throw new ValueError(
      `Cannot use SwapEMAWeights: expected an optimizer with useEma: true that has made a step, received ${optimizer.name} without averages`,
    );
  }

  #putAverages(): void {
    if (this.#weights) return;
    const averages = this.#averages;
    const weights = averages.map((average) => stopGradient(average.of));
    using _scope = new Scope();
    transact(() => {
      for (const average of averages) average.of.assign(stopGradient(average));
    });
    this.#weights = weights;
  }

  #putBack(): void {
    const weights = this.#weights;
    if (!weights) return;
    transact(() => {
      this.#averages.forEach((average, i) => average.of.assign(weights[i]));
    });
    this.#forget();
  }

  #forget(): void {
    for (const weight of this.#weights ?? []) weight[Symbol.dispose]();
    this.#weights = null;
  }
}
