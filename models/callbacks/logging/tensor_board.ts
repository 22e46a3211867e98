/** What TensorBoard shows of a training. */

import { checkArgumentCount } from "../../../config/options.ts";
import { flag, integer, row, text } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { SummaryWriter } from "../../../data/events/summary_writer.ts";
import type { BatchLogs, Logs } from "../callback.ts";
import { ConfiguredCallback } from "../configured_callback.ts";
import { weightPictures } from "./weight_pictures.ts";

/**
 * The options of TensorBoard: Keras's, in camelCase.
 * @category Callbacks
 */
export interface TensorBoardOptions {
  /** The folder that TensorBoard is told; `"logs"` if not given. */
  readonly logDir?: string;
  /** After how many epochs each the weights are written as histograms; never if 0, which is so if not given. */
  readonly histogramFreq?: number;
  /** Whether they are written as pictures too, where there are histograms; false if not given. */
  readonly writeImages?: boolean;
  /** Whether it is written how many steps are made in a second; false if not given. */
  readonly writeStepsPerSecond?: boolean;
  /** Whether loss and metrics are written after each epoch alone, or after each batch, or so many, too; `"epoch"` if not given. */
  readonly updateFreq?: "epoch" | "batch" | number;
}

/**
 * Keras's TensorBoard: writes loss, metrics and the learning rate of each epoch for TensorBoard, in the folders `train` and
 * `validation` under `logDir`, and with `histogramFreq` the weights. `tensorboard --logdir logs` shows them. A
 * `dg.data.SummaryWriter` writes what else is to be seen. Keras's graph, profile and embeddings are not written.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const logDir = `${await Deno.makeTempDir()}/logs`;
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const x = dg.ones([4, 2]), y = dg.ones([4, 1]);
 * await model.fit(x, y, {
 *   epochs: 2,
 *   validationData: [x, y],
 *   callbacks: [new dg.callbacks.TensorBoard({ logDir, histogramFreq: 1 })],
 *   verbose: 0,
 * });
 * const runs = [...Deno.readDirSync(logDir)].map(({ name }) => name);
 * assertEquals(runs.sort(), ["train", "validation"]);
 * ```
 *
 * @category Callbacks
 */
export class TensorBoard
  extends ConfiguredCallback<TensorBoardOptions, ["logDir"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "TensorBoard";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    logDir: text("logs"),
    histogramFreq: integer(0, { least: 0 }),
    writeImages: flag(false),
    writeStepsPerSecond: flag(false),
    updateFreq: row<"epoch" | "batch" | number>(
      '"epoch", "batch" or a number of batches from 1 on',
      (value) =>
        value === "epoch" || value === "batch" ||
          (Number.isSafeInteger(value) && Number(value) > 0)
          ? value as "epoch" | "batch" | number
          : undefined,
      "epoch",
    ),
  } satisfies Schema<TensorBoardOptions>;
  /** Keras's first argument may be given by its place. */
  static override readonly leading: readonly string[] = ["logDir"];
  /** The folder that TensorBoard is told. */
  declare readonly logDir: string;
  /** After how many epochs each the weights are written. */
  declare readonly histogramFreq: number;
  /** Whether they are written as pictures too. */
  declare readonly writeImages: boolean;
  /** Whether it is written how many steps are made in a second. */
  declare readonly writeStepsPerSecond: boolean;
  /** How often loss and metrics are written. */
  declare readonly updateFreq: "epoch" | "batch" | number;
  readonly #writers = new Map<string, SummaryWriter>();
  #batches = 0;
  #batchBegan = 0;
  #epochBegan = 0;
  #epochBatches = 0;

  /** How many batches there were. */
  override getState(): { batches: number } {
    checkArgumentCount("get the state of TensorBoard", arguments, 0);
    return { batches: this.#batches };
  }

  /** Goes on counting. */
  override setState(state: { readonly batches: number }): void {
    checkArgumentCount("set the state of TensorBoard", arguments, 1);
    this.#batches = this.#epochBatches = state.batches;
  }

  /** Begins new files. */
  override onTrainBegin(): void {
    this.#writers.clear();
    this.#batches = this.#epochBatches = 0;
    this.#epochBegan = performance.now();
  }

  /** Looks at the clock. */
  override onEpochBegin(): void {
    this.#epochBegan = performance.now();
    this.#epochBatches = this.#batches;
  }

  /** Looks at the clock. */
  override onTrainBatchBegin(): void {
    this.#batchBegan = performance.now();
  }

  /** Writes what is known of a batch, if it is time. */
  override async onTrainBatchEnd(
    _batch: number,
    logs: BatchLogs,
  ): Promise<void> {
    const freq = this.updateFreq === "batch" ? 1 : this.updateFreq;
    if (++this.#batches % Number(freq) !== 0) return;
    const seconds = (performance.now() - this.#batchBegan) / 1000;
    const values = this.writeStepsPerSecond
      ? { ...await logs, steps_per_second: 1 / seconds }
      : await logs;
    this.#scalars("train", "batch_", values, this.#batches);
  }

  /** Writes what an evaluation says, beside the number of the steps before it. */
  override async onTestEnd(logs: Logs): Promise<void> {
    const { iterations } = this.model.optimizer;
    const writer = this.#writer("validation");
    for (const [name, value] of Object.entries(logs)) {
      writer.scalar(`evaluation_${name}_vs_iterations`, value, iterations);
    }
    await writer.flush();
  }

  /** Writes what an epoch was like. */
  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const all = Object.entries(logs);
    const isValidation = (name: string) => name.startsWith("val_");
    const seconds = (performance.now() - this.#epochBegan) / 1000;
    const steps = this.#batches - this.#epochBatches;
    this.#scalars("train", "epoch_", {
      ...Object.fromEntries(all.filter(([name]) => !isValidation(name))),
      learning_rate: this.model.optimizer.learningRate,
      ...this.writeStepsPerSecond && { steps_per_second: steps / seconds },
    }, epoch);
    const validation = all.filter(([name]) => isValidation(name))
      .map(([name, value]) => [name.slice(4), value] as const);
    this.#scalars(
      "validation",
      "epoch_",
      Object.fromEntries(validation),
      epoch,
    );
    if (this.histogramFreq > 0 && epoch % this.histogramFreq === 0) {
      await this.#weights(epoch);
    }
    for (const writer of this.#writers.values()) await writer.flush();
  }

  /** Writes what is left. */
  override async onTrainEnd(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.flush();
  }

  async #weights(epoch: number): Promise<void> {
    const writer = this.#writer("train");
    for (const { path, shape, value } of this.model.weights) {
      const data = await value.data();
      writer.histogram(`${path}/histogram`, data, epoch);
      const pictures = this.writeImages ? weightPictures(shape, data) : [];
      if (pictures.length > 0) {
        await writer.images(`${path}/image`, pictures, epoch);
      }
    }
  }

  #scalars(run: string, prefix: string, values: Logs, step: number): void {
    for (const [name, value] of Object.entries(values)) {
      this.#writer(run).scalar(prefix + name, value, step);
    }
  }

  #writer(run: string): SummaryWriter {
    const logDir = `${this.logDir}/${run}`;
    const known = this.#writers.get(run) ?? new SummaryWriter({ logDir });
    this.#writers.set(run, known);
    return known;
  }
}
