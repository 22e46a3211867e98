/** Smaller steps when nothing gets better. */

import { checkArgumentCount } from "../../config/options.ts";
import { integer, number, oneOf, text } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Logs } from "./callback.ts";
import { ConfiguredCallback } from "./configured_callback.ts";
import {
  comparison,
  type IsBetter,
  type Mode,
  watched,
  zeroOrOne,
} from "./monitor.ts";

/**
 * The options of ReduceLROnPlateau: Keras's, in camelCase.
 * @category Callbacks
 */
export interface ReduceLROnPlateauOptions {
  /** The name of what is watched; `"val_loss"` if not given. */
  readonly monitor?: string;
  /** What the learning rate is multiplied by, below 1; 0.1 if not given. */
  readonly factor?: number;
  /** After how many epochs without improvement; 10 if not given. */
  readonly patience?: number;
  /** Whether to say so: 0 or 1; 0 if not given. */
  readonly verbose?: 0 | 1;
  /** Whether less or more is better; by default as the metric says. */
  readonly mode?: Mode;
  /** A change of less than this is no improvement; 0.0001 if not given. */
  readonly minDelta?: number;
  /** For how many epochs after a reduction nothing is counted; 0 if not given. */
  readonly cooldown?: number;
  /** The learning rate does not fall below this; 0 if not given. */
  readonly minLr?: number;
}

/**
 * Keras's ReduceLROnPlateau: multiplies the learning rate by `factor` when the watched number has not got better for
 * `patience` epochs. The logs have the `learning_rate` of each epoch.
 *
 * @category Callbacks
 */
export class ReduceLROnPlateau
  extends ConfiguredCallback<ReduceLROnPlateauOptions, ["monitor"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "ReduceLROnPlateau";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    monitor: text("val_loss"),
    factor: number(0.1, { below: 1 }),
    patience: integer(10, { least: 0 }),
    verbose: zeroOrOne(),
    mode: oneOf(["auto", "min", "max"], "auto"),
    minDelta: number(1e-4),
    cooldown: integer(0, { least: 0 }),
    minLr: number(0),
  } satisfies Schema<ReduceLROnPlateauOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["monitor"];
  /** The name of what is watched. */
  declare readonly monitor: string;
  /** What the learning rate is multiplied by. */
  declare readonly factor: number;
  /** After how many epochs without improvement. */
  declare readonly patience: number;
  /** Whether to say so. */
  declare readonly verbose: 0 | 1;
  /** Whether less or more is better. */
  declare readonly mode: Mode;
  /** A change of less than this is no improvement. */
  declare readonly minDelta: number;
  /** For how many epochs after a reduction nothing is counted. */
  declare readonly cooldown: number;
  /** The learning rate does not fall below this. */
  declare readonly minLr: number;
  #best: number | null = null;
  #wait = 0;
  #cooling = 0;
  #isBetter: IsBetter | null = null;

  /** Forgets an earlier training. */
  override onTrainBegin(): void {
    this.#best = null;
    this.#isBetter = null;
    this.#wait = this.#cooling = 0;
  }

  /** What it has seen. */
  override getState(): { best: number | null; wait: number; cooling: number } {
    checkArgumentCount("get the state of ReduceLROnPlateau", arguments, 0);
    return { best: this.#best, wait: this.#wait, cooling: this.#cooling };
  }

  /** Goes on with what another has seen. */
  override setState(state: ReturnType<ReduceLROnPlateau["getState"]>): void {
    checkArgumentCount("set the state of ReduceLROnPlateau", arguments, 1);
    this.#best = state.best;
    this.#wait = state.wait;
    this.#cooling = state.cooling;
  }

  /** Watches, and reduces. */
  override onEpochEnd(epoch: number, logs: Logs): void {
    logs.learning_rate = this.model.optimizer.learningRate;
    const value = watched(this, logs, this.monitor);
    if (value === undefined) return;
    this.#isBetter ??= comparison(this.constructor.name, this.model, this);
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#wait = 0;
    }
    if (this.#best === null || this.#isBetter(value, this.#best)) {
      this.#best = value;
      this.#wait = 0;
    } else if (this.#cooling === 0 && ++this.#wait >= this.patience) {
      this.#reduce(epoch);
    }
  }

  #reduce(epoch: number): void {
    const { optimizer } = this.model;
    const before = Math.fround(optimizer.learningRate);
    if (before <= Math.fround(this.minLr)) return;
    const rate = Math.max(before * this.factor, this.minLr);
    optimizer.learningRate = rate;
    this.#cooling = this.cooldown;
    this.#wait = 0;
    if (!this.verbose) return;
    console.log(
      `Epoch ${epoch + 1}: ReduceLROnPlateau sets the learning rate to ${rate}`,
    );
  }
}
