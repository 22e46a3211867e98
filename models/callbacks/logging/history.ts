/** What a training was like, epoch by epoch. */

import type { Display } from "../../../autograd/showing/display.ts";
import { drawCurves, type Point } from "../../progress/curves.ts";
import { checkArgumentCount } from "../../../config/options.ts";
import { Callback, type Logs } from "../callback.ts";

/**
 * What it has kept.
 * @category Callbacks
 */
export type HistoryState = {
  /** The epochs that are over. */
  readonly epoch: readonly number[];
  /** Loss and metrics by name. */
  readonly history: Readonly<Record<string, readonly number[]>>;
};

/**
 * Keras's History: what `fit` resolves to.
 * @category Callbacks
 */
export class History extends Callback {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "History";
  /** The epochs that are over, counted from 0. */
  readonly epoch: number[] = [];
  /** Loss and metrics by name, one number for each epoch; those of the validation begin with `val_`. */
  readonly history: Record<string, number[]> = {};
  // The epochs in which each number was there, which of a validation may be fewer.
  readonly #epochs: Record<string, number[]> = {};

  /** Begins anew. */
  override onTrainBegin(): void {
    this.epoch.length = 0;
  }

  /** What it has kept. */
  override getState(): HistoryState {
    checkArgumentCount("get the state of History", arguments, 0);
    const { epoch, history } = this;
    return { epoch: [...epoch], history: structuredClone(history) };
  }

  /** Goes on with what another has kept. */
  override setState(state: HistoryState): void {
    checkArgumentCount("set the state of History", arguments, 1);
    this.epoch.splice(0, Infinity, ...state.epoch);
    for (const [name, values] of Object.entries(state.history)) {
      this.history[name] = [...values];
      this.#epochs[name] = state.epoch.slice(-values.length);
    }
  }

  /** Keeps the logs of an epoch. */
  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      (this.history[name] ??= []).push(value);
      (this.#epochs[name] ??= []).push(epoch);
    }
  }

  /** What a notebook shows: the curves. */
  [Symbol.for("Jupyter.display")](): Display {
    const names = Object.keys(this.history);
    const text = names.map((name) =>
      `${name}: ${this.history[name].join(", ")}`
    );
    const curves = [...new Set(names.map((name) => name.replace(/^val_/, "")))]
      .map((name) => ({
        name,
        training: this.#pointsOf(name),
        validation: this.#pointsOf(`val_${name}`),
        current: [],
      }));
    const parts = names.flatMap((name) => {
      const last = this.history[name].at(-1);
      return last === undefined ? [] : [`${name}: ${last.toPrecision(4)}`];
    });
    return {
      "text/plain": ["History", ...text].join("\n"),
      "image/svg+xml": drawCurves(curves, { parts, share: null }),
    };
  }

  /** An epoch is called by its number from 1, as it is while it runs. */
  #pointsOf(name: string): Point[] {
    const values = this.history[name] ?? [];
    return values.map((value, i) => [this.#epochs[name][i] + 1, value]);
  }
}
