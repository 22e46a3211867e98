/** Stopping when nothing gets better. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import {
  flag,
  integer,
  nullable,
  number,
  oneOf,
  text,
} from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Logs } from "./callback.ts";
import { ConfiguredCallback } from "./configured_callback.ts";
import { keptWeights } from "./keeping/kept_weights.ts";
import {
  comparison,
  type IsBetter,
  type Mode,
  watched,
  zeroOrOne,
} from "./monitor.ts";

/**
 * The options of EarlyStopping: Keras's, in camelCase.
 * @category Callbacks
 */
export interface EarlyStoppingOptions {
  /** The name of what is watched; `"val_loss"` if not given. */
  readonly monitor?: string;
  /** A change of less than this is no improvement; 0 if not given. */
  readonly minDelta?: number;
  /** After how many epochs without improvement to stop; 0 if not given. */
  readonly patience?: number;
  /** Whether to say so: 0 or 1; 0 if not given. */
  readonly verbose?: 0 | 1;
  /** Whether less or more is better; by default as the metric says. */
  readonly mode?: Mode;
  /** What it has to be better than from the first epoch on. */
  readonly baseline?: number | null;
  /** Whether the weights of the best epoch are put back at the end; false if not given. */
  readonly restoreBestWeights?: boolean;
  /** The first epoch, from 0, that counts; 0 if not given. */
  readonly startFromEpoch?: number;
}

/**
 * What it has seen.
 * @category Callbacks
 */
export type EarlyStoppingState = {
  /** The epoch after which it stopped; 0 if it did not. */
  readonly stoppedEpoch: number;
  /** The best that there has been. */
  readonly best: number | null;
  /** The epoch of the best. */
  readonly bestEpoch: number;
  /** For how many epochs nothing has got better. */
  readonly wait: number;
  /** The best weights, if they are kept. */
  readonly weights: readonly Tensor[] | null;
};

/**
 * Keras's EarlyStopping: ends a training whose watched number has not got better for `patience` epochs.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: new dg.optimizers.SGD({ learningRate: 0 }), loss: "mse" });
 * const stopping = new dg.callbacks.EarlyStopping({ monitor: "loss", patience: 2 });
 * const { epoch } = await model.fit(dg.ones([4, 2]), dg.ones([4, 1]), {
 *   epochs: 10,
 *   callbacks: [stopping],
 *   verbose: 0,
 * });
 * assertEquals(epoch, [0, 1, 2]);
 * ```
 *
 * @category Callbacks
 */
export class EarlyStopping
  extends ConfiguredCallback<EarlyStoppingOptions, ["monitor"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "EarlyStopping";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    monitor: text("val_loss"),
    minDelta: number(0),
    patience: integer(0, { least: 0 }),
    verbose: zeroOrOne(),
    mode: oneOf(["auto", "min", "max"], "auto"),
    baseline: nullable(number()),
    restoreBestWeights: flag(false),
    startFromEpoch: integer(0, { least: 0 }),
  } satisfies Schema<EarlyStoppingOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["monitor"];
  /** The name of what is watched. */
  declare readonly monitor: string;
  /** A change of less than this is no improvement. */
  declare readonly minDelta: number;
  /** After how many epochs without improvement to stop. */
  declare readonly patience: number;
  /** Whether to say so. */
  declare readonly verbose: 0 | 1;
  /** Whether less or more is better. */
  declare readonly mode: Mode;
  /** What it has to be better than from the first epoch on. */
  declare readonly baseline: number | null;
  /** Whether the weights of the best epoch are put back at the end. */
  declare readonly restoreBestWeights: boolean;
  /** The first epoch that counts. */
  declare readonly startFromEpoch: number;
  /** The epoch after which it stopped; 0 if it did not. */
  stoppedEpoch = 0;
  /** The best that there has been. */
  best: number | null = null;
  #bestEpoch = 0;
  #wait = 0;
  #weights: readonly Tensor[] | null = null;
  #isBetter: IsBetter | null = null;

  /** Forgets an earlier training. */
  override onTrainBegin(): void {
    this.stoppedEpoch = this.#wait = this.#bestEpoch = 0;
    this.best = null;
    this.#isBetter = null;
    this.#forget();
  }

  /** What it has seen, with the best weights if it keeps them. */
  override getState(): EarlyStoppingState {
    checkArgumentCount("get the state of EarlyStopping", arguments, 0);
    return {
      ...{ stoppedEpoch: this.stoppedEpoch, best: this.best },
      ...{ bestEpoch: this.#bestEpoch, wait: this.#wait },
      weights: this.#weights,
    };
  }

  /** Goes on with what another has seen. */
  override setState(state: EarlyStoppingState): void {
    checkArgumentCount("set the state of EarlyStopping", arguments, 1);
    const weights = keptWeights("EarlyStopping", state.weights);
    this.stoppedEpoch = state.stoppedEpoch;
    this.best = state.best;
    this.#bestEpoch = state.bestEpoch;
    this.#wait = state.wait;
    this.#forget();
    this.#weights = weights;
  }

  /** Watches, and ends the training. */
  override onEpochEnd(epoch: number, logs: Logs): void {
    const value = watched(this, logs, this.monitor);
    if (value === undefined || epoch < this.startFromEpoch) return;
    this.#isBetter ??= comparison(this.constructor.name, this.model, this);
    if (this.restoreBestWeights && !this.#weights) this.#keep(epoch);
    this.#wait++;
    if (this.best === null || this.#isBetter(value, this.best)) {
      this.best = value;
      this.#keep(epoch);
      if (this.baseline === null || this.#isBetter(value, this.baseline)) {
        this.#wait = 0;
      }
      return;
    }
    if (this.#wait < this.patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    this.model.stopTraining = true;
  }

  /** Puts the best weights back, and says what there is to say. */
  override onTrainEnd(): void {
    if (this.stoppedEpoch > 0 && this.verbose) {
      console.log(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    }
    if (!this.#weights) return;
    if (this.verbose) {
      console.log(
        `Restoring the weights of the best epoch: ${this.#bestEpoch + 1}`,
      );
    }
    this.model.setWeights(this.#weights);
    this.#forget();
  }

  #keep(epoch: number): void {
    this.#bestEpoch = epoch;
    if (!this.restoreBestWeights) return;
    const weights = this.model.getWeights();
    this.#forget();
    this.#weights = weights;
  }

  #forget(): void {
    for (const weight of this.#weights ?? []) weight[Symbol.dispose]();
    this.#weights = null;
  }
}
