/** Weights, models and trainings that are written while a model is trained. */

import { checkArgumentCount } from "../../../config/options.ts";
import {
  count,
  flag,
  nullable,
  number,
  oneOf,
  row,
  text,
} from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { makeFolderOf, removeFile } from "../../../data/files/folders.ts";
import type { BatchLogs, Logs } from "../callback.ts";
import { ConfiguredCallback } from "../configured_callback.ts";
import {
  comparison,
  type IsBetter,
  type Mode,
  watched,
  zeroOrOne,
} from "../monitor.ts";
import { checkFiniteWeights } from "./finite_weights.ts";
import {
  lastAndBest,
  ownFiles,
  withFile,
  type WrittenFiles,
} from "./kept_files.ts";
import { formatted } from "../logging/python_text.ts";
import {
  ALL_ENDINGS,
  checkForm,
  type SavedAs,
  savedAs,
  writeAs,
} from "./saved_as.ts";
import { type SaveFreq, saveFreq } from "./save_freq.ts";

/**
 * The options of ModelCheckpoint: Keras's, in camelCase.
 * @category Callbacks
 */
export interface ModelCheckpointOptions {
  /**
   * The path of the file; `{epoch:02d}`, `{val_loss:.2f}` and the like are filled in. Its ending says what is written: weights
   * with `.safetensors`, `.weights.h5` and `.npz`, a whole model with `.keras`, `.h5` and `.onnx`.
   */
  readonly filepath: string;
  /** The name of what is watched; `"val_loss"` if not given. */
  readonly monitor?: string;
  /** Whether to say so: 0 or 1; 0 if not given. */
  readonly verbose?: 0 | 1;
  /** Whether only what is better than all before is written; false if not given. */
  readonly saveBestOnly?: boolean;
  /** Whether weights alone are written, or a whole model; as the ending of the path says if not given. */
  readonly saveWeightsOnly?: boolean | null;
  /** Whether less or more is better; by default as the metric says. */
  readonly mode?: Mode;
  /** After each epoch, or after so many steps; `"epoch"` if not given. */
  readonly saveFreq?: SaveFreq;
  /** What the first one has to be better than. */
  readonly initialValueThreshold?: number | null;
  /** How many of the files that were written last are kept, besides the best; all if not given. */
  readonly maxToKeep?: number | null;
  /** Whether the whole training is written, from which `fit` goes on with `resumeFrom`; false if not given. */
  readonly saveTraining?: boolean;
}

/**
 * Keras's ModelCheckpoint: writes the weights of the model, or all of it, after each epoch, or every `saveFreq` steps, always
 * or if it is the best so far. The ending of the path says which form the file has: `.safetensors`, or in a program with
 * `import "@decograd/decograd/saving"` one of Keras's or `.npz`. A file is there whole or not at all; folders that are not
 * there are made; weights with a NaN in them are not written where `fit` refuses such a loss. With `maxToKeep: n` the last n
 * files are kept and the best, by what is monitored; others that it wrote are removed once the new one is there.
 *
 * With `saveTraining` the files are those of `saveCheckpoint`: `fit` with `resumeFrom` goes on bit for bit from one of them,
 * or from the last in their folder.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 *
 * const folder = await Deno.makeTempDir();
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const checkpoint = new dg.callbacks.ModelCheckpoint({
 *   filepath: `${folder}/{epoch:02d}.weights.safetensors`,
 * });
 * await model.fit(dg.ones([4, 2]), dg.ones([4, 1]), {
 *   epochs: 2,
 *   callbacks: [checkpoint],
 *   verbose: 0,
 * });
 * await model.loadWeights(`${folder}/01.weights.safetensors`);
 * ```
 *
 * @category Callbacks
 */
export class ModelCheckpoint
  extends ConfiguredCallback<ModelCheckpointOptions, ["filepath"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "ModelCheckpoint";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    filepath: row<string>(
      `a path that ends with ${ALL_ENDINGS.join(", ")}`,
      (value) =>
        typeof value === "string" &&
          ALL_ENDINGS.some((ending) => value.endsWith(ending))
          ? value
          : undefined,
    ),
    monitor: text("val_loss"),
    verbose: zeroOrOne(),
    saveBestOnly: flag(false),
    saveWeightsOnly: nullable(flag()),
    mode: oneOf(["auto", "min", "max"], "auto"),
    saveFreq: saveFreq(),
    initialValueThreshold: nullable(number()),
    maxToKeep: nullable(count()),
    saveTraining: flag(false),
  } satisfies Schema<ModelCheckpointOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["filepath"];
  /** The path of the file, with places for what is filled in. */
  declare readonly filepath: string;
  /** The name of what is watched. */
  declare readonly monitor: string;
  /** Whether to say so. */
  declare readonly verbose: 0 | 1;
  /** Whether only what is better than all before is written. */
  declare readonly saveBestOnly: boolean;
  /** Whether weights alone are written, or a whole model; `null` if the ending of the path says so. */
  declare readonly saveWeightsOnly: boolean | null;
  /** Whether less or more is better. */
  declare readonly mode: Mode;
  /** After each epoch, or after so many steps. */
  declare readonly saveFreq: SaveFreq;
  /** What the first one has to be better than. */
  declare readonly initialValueThreshold: number | null;
  /** How many of the files that were written last are kept, besides the best. */
  declare readonly maxToKeep: number | null;
  /** Whether the whole training is written. */
  declare readonly saveTraining: boolean;
  readonly #kind: SavedAs = savedAs("ModelCheckpoint", this);
  #best: number | null = thresholdOf(this);
  #isBetter: IsBetter | null = null;
  #epoch = 0;
  #steps = 0;
  #written: WrittenFiles = { files: [], best: null };

  /** What it has seen. */
  override getState(): {
    best: number | null;
    epoch: number;
    steps: number;
    files: readonly string[];
    bestFile: string | null;
  } {
    checkArgumentCount("get the state of ModelCheckpoint", arguments, 0);
    return {
      best: this.#best,
      epoch: this.#epoch,
      steps: this.#steps,
      files: this.#written.files,
      bestFile: this.#written.best,
    };
  }

  /** Goes on with what another has seen. */
  override setState(state: ReturnType<ModelCheckpoint["getState"]>): void {
    checkArgumentCount("set the state of ModelCheckpoint", arguments, 1);
    this.#best = state.best;
    this.#epoch = state.epoch;
    this.#steps = state.steps;
    // A file may come from elsewhere, or go on in another folder.
    this.#written = ownFiles(
      { files: state.files, best: state.bestFile },
      this.filepath,
    );
  }

  /**
   * Looks whether the form of the file is known.
   *
   * @throws {ValueError} if it is one of `@decograd/decograd/saving`, which the program has not imported.
   */
  override onTrainBegin(): void {
    checkForm(`write ${this.filepath}`, this.filepath);
  }

  /** Notes the epoch. */
  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Writes, if it is time. */
  override async onTrainBatchEnd(
    batch: number,
    logs: BatchLogs,
  ): Promise<void> {
    if (this.saveFreq === "epoch" || ++this.#steps < this.saveFreq) return;
    this.#steps = 0;
    await this.#save({ ...await logs }, { batch: batch + 1 });
  }

  /** Writes, unless steps are counted. */
  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    this.#epoch = epoch;
    if (this.saveFreq === "epoch") await this.#save(logs);
  }

  async #save(logs: Logs, more: { batch?: number } = {}): Promise<void> {
    const epoch = this.#epoch + 1;
    const values = { ...logs, ...more, epoch };
    const path = formatted(this.filepath, values, ["epoch", "batch"]);
    const isWatching = this.saveBestOnly || this.maxToKeep !== null;
    const improves = isWatching ? this.#improves(logs) : undefined;
    if (this.saveBestOnly && improves === false) return;
    await checkFiniteWeights(`write ${path}`, this.model);
    await makeFolderOf(path);
    await this.#write(path, improves === true);
    if (this.verbose) {
      console.log(`Epoch ${epoch}: ${this.#kind} written to ${path}`);
    }
  }

  /** Then removes what is neither among the last nor the best; only files of its own. */
  async #write(path: string, isBest: boolean): Promise<void> {
    const before = this.#written;
    // A training that goes on from this file has it, and what a killed one could not remove any more.
    if (this.maxToKeep !== null) this.#written = withFile(before, path, isBest);
    try {
      await writeAs(this.#kind, this.model, path);
    } catch (error) {
      this.#written = before;
      throw error;
    }
    if (this.maxToKeep === null) return;
    const { kept, others } = lastAndBest(this.#written, this.maxToKeep);
    for (const file of others) await removeFile(file);
    this.#written = kept;
  }

  /** Undefined where there is nothing to compare: as in Keras, that is no reason not to write. */
  #improves(logs: Logs): boolean | undefined {
    const value = watched(this, logs, this.monitor);
    if (value === undefined) return undefined;
    this.#isBetter ??= comparison(this.constructor.name, this.model, this);
    if (this.#best !== null && !this.#isBetter(value, this.#best)) return false;
    this.#best = value;
    return true;
  }
}

/** Read once the options are there, which is before the fields are. */
function thresholdOf(
  { initialValueThreshold }: ModelCheckpoint,
): number | null {
  return initialValueThreshold;
}
