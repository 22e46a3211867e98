/** Evaluation with the averages of the weights. */

import { stopGradient } from "../../autograd/ops/alias.ts";
import { Scope } from "../../autograd/scope.ts";
import { transact } from "../../autograd/transaction.ts";
import { ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { flag } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { Slot } from "../../training/optimizers/step/slots.ts";
import { ConfiguredCallback } from "./configured_callback.ts";

/** The options of SwapEMAWeights: Keras's, in camelCase. */
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
 */
export class SwapEMAWeights
  extends ConfiguredCallback<SwapEMAWeightsOptions, ["swapOnEpoch"]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    swapOnEpoch: flag(false),
  } satisfies Schema<SwapEMAWeightsOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["swapOnEpoch"];
  /** Whether the averages are in the model between epochs too. */
  declare readonly swapOnEpoch: boolean;
  #swapped = false;

  /** Whether the averages are in the model. */
  override getState(): { swapped: boolean } {
    checkArgumentCount("get the state of SwapEMAWeights", arguments, 0);
    return { swapped: this.#swapped };
  }

  /** Takes over whether they are. */
  override setState(state: { readonly swapped: boolean }): void {
    checkArgumentCount("set the state of SwapEMAWeights", arguments, 1);
    this.#swapped = state.swapped;
  }

  /** The weights are trained again. */
  override onEpochBegin(): void {
    if (this.swapOnEpoch) this.#swap(false);
  }

  /** The averages are for the callbacks behind; after the last epoch they stay. */
  override onEpochEnd(epoch: number): void {
    if (!this.swapOnEpoch) return;
    this.#swap(true);
    const isLast = epoch === this.params.epochs - 1 || this.model.stopTraining;
    if (!isLast) return;
    // At the end of `fit` the averages take the place of the weights.
    for (const average of this.#averages) average.assign(average.of);
  }

  /** The averages are evaluated. */
  override onTestBegin(): void {
    this.#swap(true);
  }

  /** The weights are back. */
  override onTestEnd(): void {
    this.#swap(false);
  }

  /** The averages predict. */
  override onPredictBegin(): void {
    this.#swap(true);
  }

  /** The weights are back; Keras's leaves the averages in the model. */
  override onPredictEnd(): void {
    this.#swap(false);
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

  /** Puts the averages into the model, or the weights back. */
  #swap(toAverages: boolean): void {
    if (this.#swapped === toAverages) return;
    using _scope = new Scope();
    transact(() => {
      for (const average of this.#averages) {
        const [weight, mean] = [
          stopGradient(average.of),
          stopGradient(average),
        ];
        average.of.assign(mean);
        average.assign(weight);
      }
    });
    this.#swapped = toAverages;
  }
}
