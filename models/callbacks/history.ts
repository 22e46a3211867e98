/** What a training was like, epoch by epoch. */

import { Callback, type Logs } from "./callback.ts";

/** Keras's History: what `fit` resolves to. */
export class History extends Callback {
  /** The epochs that are over, counted from 0. */
  readonly epoch: number[] = [];
  /** Loss and metrics by name, one number for each epoch; those of the validation begin with `val_`. */
  readonly history: Record<string, number[]> = {};

  /** Begins anew. */
  override onTrainBegin(): void {
    this.epoch.length = 0;
  }

  /** Keeps the logs of an epoch. */
  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      (this.history[name] ??= []).push(value);
    }
  }
}
