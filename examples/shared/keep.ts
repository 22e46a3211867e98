/** The weights, kept while they are trained. */

import * as dg from "@decograd/decograd";
import type { Output } from "./output.ts";

/** How often they are kept within an epoch, in milliseconds. */
const EVERY = 60_000;
const FILE = "weights.safetensors";

/** Writes the weights after each epoch and each minute. */
export class Keep extends dg.callbacks.Callback {
  readonly #model: dg.Model;
  readonly #output: Output;
  #epoch = 1;
  #last = performance.now();
  #from: string | null = null;

  constructor(model: dg.Model, output: Output) {
    super();
    this.#model = model;
    this.#output = output;
  }

  /** What the weights in the folder are from. */
  get told(): string {
    return this.#from === null
      ? "nothing was written"
      : `${FILE} is from ${this.#from}`;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch + 1;
  }

  override async onTrainBatchEnd(batch: number): Promise<void> {
    if (performance.now() - this.#last < EVERY) return;
    await this.#write(`step ${batch + 1} of epoch ${this.#epoch}`);
  }

  override async onEpochEnd(): Promise<void> {
    await this.#write(`epoch ${this.#epoch}`);
  }

  /** Writes the weights in the end, elsewhere if it must be. */
  async save(): Promise<void> {
    await this.#check();
    await this.#output.save(FILE, (path) => this.#model.saveWeights(path));
  }

  async #write(from: string): Promise<void> {
    this.#last = performance.now();
    await this.#check();
    const problem = await this.#output.write(
      FILE,
      (path) => this.#model.saveWeights(path),
    );
    if (problem === null) this.#from = from;
    else console.error(problem);
  }

  /** Refuses weights that are no numbers: nobody could use them. */
  async #check(): Promise<void> {
    for (const { path, value } of this.#model.weights) {
      const wrong = (await value.data()).find((x) => !Number.isFinite(x));
      if (wrong === undefined) continue;
      throw new dg.DivergedError(
        `The weights ${path} are not finite: they are not kept`,
        wrong,
      );
    }
  }
}
