/** A training that goes on where it was interrupted. */

import { checkArgumentCount } from "../../../config/options.ts";
import { flag, text } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import {
  exists,
  makeFolder,
  moveFile,
  removeFile,
  removeIfEmpty,
} from "../../../data/files/folders.ts";
import { runOf } from "../../fitting/run.ts";
import { loadCheckpoint, saveCheckpoint } from "../../saving/checkpoint.ts";
import type { BatchLogs } from "../callback.ts";
import { ConfiguredCallback } from "../configured_callback.ts";
import { checkFiniteWeights } from "./finite_weights.ts";
import { type SaveFreq, saveFreq } from "./save_freq.ts";

/**
 * The options of BackupAndRestore: Keras's, in camelCase.
 * @category Callbacks
 */
export interface BackupAndRestoreOptions {
  /** The folder of the checkpoint, for this training alone; it is made if it is not there. */
  readonly backupDir: string;
  /** After each epoch, or after so many steps; `"epoch"` if not given. */
  readonly saveFreq?: SaveFreq;
  /** Whether the checkpoint before the last is kept too, should the last one be damaged; false if not given. */
  readonly doubleCheckpoint?: boolean;
  /** Whether the checkpoint is removed when the training has come to its end; true if not given. */
  readonly deleteCheckpoint?: boolean;
}

/**
 * Keras's BackupAndRestore: keeps the training in a file after each epoch, or every `saveFreq` steps. If a program is
 * interrupted and begun again, `fit` goes on from there, in the middle of an epoch too, and ends with the bits of a
 * training that was never interrupted: data, options and callbacks have to be the same. Where `fit` is stopped,
 * by Ctrl-C or a signal, in a validation too, it is kept as well. The file is there whole or not at all, and removed when the training has
 * come to its end; not when it was stopped or broke off with an error, and neither a loss that `fit` refuses nor
 * weights with a NaN are ever kept.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const backupDir = `${await Deno.makeTempDir()}/backup`;
 * const stop = new AbortController();
 * function train(signal: AbortSignal | null): Promise<dg.callbacks.History> {
 *   const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 *   model.compile({ optimizer: "adam", loss: "mse" });
 *   const hook = new dg.callbacks.LambdaCallback({
 *     onEpochEnd: (epoch) => {
 *       if (epoch === 1) stop.abort();
 *     },
 *   });
 *   const backup = new dg.callbacks.BackupAndRestore({ backupDir });
 *   const callbacks = [backup, hook];
 *   const options = { epochs: 4, callbacks, verbose: 0, signal } as const;
 *   return model.fit(dg.ones([4, 2]), dg.ones([4, 1]), options);
 * }
 *
 * await train(stop.signal); // interrupted
 * const { epoch } = await train(null); // begun again
 * assertEquals(epoch, [0, 1, 2, 3]);
 * ```
 *
 * @category Callbacks
 */
export class BackupAndRestore
  extends ConfiguredCallback<BackupAndRestoreOptions, ["backupDir"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "BackupAndRestore";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    backupDir: text(),
    saveFreq: saveFreq(),
    doubleCheckpoint: flag(false),
    deleteCheckpoint: flag(true),
  } satisfies Schema<BackupAndRestoreOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["backupDir"];
  /** The folder of the checkpoint. */
  declare readonly backupDir: string;
  /** After each epoch, or after so many steps. */
  declare readonly saveFreq: SaveFreq;
  /** Whether the checkpoint before the last is kept too. */
  declare readonly doubleCheckpoint: boolean;
  /** Whether the checkpoint is removed at the end. */
  declare readonly deleteCheckpoint: boolean;
  #steps = 0;
  /** Whether what is there was read or written by this training, and so is whole. */
  #isWhole = false;

  get #latest(): string {
    return `${this.backupDir}/latest.safetensors`;
  }

  get #previous(): string {
    return `${this.backupDir}/previous.safetensors`;
  }

  /** How many steps there were since it was last written. */
  override getState(): { steps: number } {
    checkArgumentCount("get the state of BackupAndRestore", arguments, 0);
    return { steps: this.#steps };
  }

  /** Goes on counting. */
  override setState(state: { readonly steps: number }): void {
    checkArgumentCount("set the state of BackupAndRestore", arguments, 1);
    this.#steps = state.steps;
  }

  /** Goes on from the checkpoint, if there is one. */
  override async onTrainBegin(): Promise<void> {
    this.#steps = 0;
    this.#isWhole = false;
    const previous = await exists(this.#previous) ? this.#previous : null;
    if (!await exists(this.#latest)) {
      if (previous) await loadCheckpoint(this.model, previous);
      return;
    }
    try {
      await loadCheckpoint(this.model, this.#latest);
      this.#isWhole = true;
    } catch (error) {
      if (!previous) throw error;
      await loadCheckpoint(this.model, previous);
    }
  }

  /** Writes, if it is time. */
  override async onTrainBatchEnd(
    _batch: number,
    logs: BatchLogs,
  ): Promise<void> {
    if (this.saveFreq === "epoch" || ++this.#steps < this.saveFreq) return;
    this.#steps = 0;
    // What has diverged must not take the place of what has not: where `fit` refuses it, so does this.
    await logs;
    await this.#save();
  }

  /** Writes where the training is stopped. */
  override async onInterrupt(): Promise<void> {
    await this.#save();
  }

  /** Writes, unless steps are counted. */
  override async onEpochEnd(): Promise<void> {
    if (this.saveFreq === "epoch") await this.#save();
  }

  /** Removes what is not needed any more. */
  override async onTrainEnd(): Promise<void> {
    if (!this.deleteCheckpoint || !runOf(this.model)?.isComplete) return;
    await removeFile(this.#latest);
    await removeFile(this.#previous);
    await removeIfEmpty(this.backupDir);
  }

  async #save(): Promise<void> {
    await checkFiniteWeights(`write ${this.#latest}`, this.model);
    await makeFolder(this.backupDir);
    if (this.doubleCheckpoint && this.#isWhole && await exists(this.#latest)) {
      await moveFile(this.#latest, this.#previous);
    }
    await saveCheckpoint(this.model, this.#latest);
    this.#isWhole = true;
  }
}
