/** The end of a training whose loss is no number any more. */

import { Callback, type Logs } from "./callback.ts";

/**
 * Keras's TerminateOnNaN: ends the training when the loss is NaN or infinite. `fit` does so by itself, with an error,
 * unless this callback is there, with which it ends quietly after the epoch.
 *
 * @category Callbacks
 */
export class TerminateOnNaN extends Callback {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "TerminateOnNaN";
  /** Ends the training. */
  override onEpochEnd(_epoch: number, logs: Logs): void {
    if (!Number.isFinite(logs.loss)) this.model.stopTraining = true;
  }
}
