/** The weights, kept while they are trained, and all that the training needs to go on. */

import * as dg from "@decograd/decograd";
import { loadBeginning, type Notes, saveBeginning } from "./beginning.ts";
import { CHECKPOINT, type Output, WEIGHTS } from "./output.ts";
import { UserError } from "./run.ts";

/** How often they are kept within an epoch, in milliseconds. */
const EVERY = 60_000;

/** The options that make a training what it is: one that goes on has to have the same. */
export type Fixed = Notes;

/** What is known of the run, which begins anew or goes on from the checkpoint. */
export interface KeepOptions {
  readonly fixed: Fixed;
  /** With how many it is tested, which may change. */
  readonly tested?: number | null;
  readonly resumes: boolean;
}

/** Writes weights and a checkpoint after each epoch, each minute, and when the training is stopped. */
export class Keep extends dg.callbacks.Callback<dg.Model> {
  readonly #output: Output;
  readonly #fixed: Fixed;
  readonly #tested: number | null;
  readonly #resumes: boolean;
  #epoch = 1;
  /** The last step or epoch that ended, in words. */
  #place = "";
  #last = performance.now();
  #from: string | null = null;
  #hasBegun = false;
  #goesOn = false;
  #isToldAlready = false;
  #isComplete = false;

  constructor(output: Output, { fixed, tested = null, resumes }: KeepOptions) {
    super();
    this.#output = output;
    this.#fixed = fixed;
    this.#tested = tested;
    this.#resumes = resumes;
  }

  /** What the weights in the folder are from. */
  get told(): string {
    return this.#from === null
      ? "nothing was written"
      : `${WEIGHTS} is from ${this.#from}`;
  }

  /** Whether there is anything to keep. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether it goes on behind steps of an earlier run. */
  get goesOn(): boolean {
    return this.#goesOn;
  }

  /** Whether the earlier run has told and drawn all that this one would: nothing was left to train. */
  get isToldAlready(): boolean {
    return this.#isToldAlready && !this.#hasBegun;
  }

  /** The epoch that it is in, or that was the last. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether no step is left of the last epoch. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Goes on from the checkpoint, if it is to. */
  override async onTrainBegin(): Promise<void> {
    if (!this.#resumes) return;
    const notes = await this.#load().catch((cause) => {
      throw new UserError(`Cannot resume: ${cause.message}`, { cause });
    });
    const { example } = this.#fixed, other = notes.example;
    if (other !== example) {
      throw new UserError(
        `Cannot resume: expected a run of ${example}, received ${
          this.#output.path(CHECKPOINT)
        } of ${other ?? "another program"} (--out DIR takes another folder)`,
      );
    }
    for (const [name, value] of Object.entries(this.#fixed)) {
      const expected = typed(name, notes[name]), received = typed(name, value);
      if (expected === received) continue;
      throw new UserError(
        `Cannot resume: expected ${expected}, as in the earlier run, received ${received}`,
      );
    }
    this.#isToldAlready = notes.tested === this.#tested;
  }

  /** Brings the training to where the checkpoint is, if there was a step before it; what the run was asked for. */
  async #load(): Promise<Notes> {
    const path = this.#output.path(CHECKPOINT);
    const first = await loadBeginning(path);
    this.#goesOn = first === null;
    return first ?? Object(await dg.loadCheckpoint(this.model, path));
  }

  /** The epoch that it is in, for a run that goes on in the middle of it. */
  override getState(): { epoch: number } {
    return { epoch: this.#epoch };
  }

  override setState({ epoch }: { epoch: number }): void {
    this.#epoch = epoch;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch + 1;
  }

  override async onTrainBatchEnd(batch: number): Promise<void> {
    this.#hasBegun = true;
    this.#place = `step ${batch + 1} of epoch ${this.#epoch}`;
    const { epochs, steps } = this.params;
    this.#isComplete = this.#epoch === epochs && batch + 1 === steps;
    if (performance.now() - this.#last > EVERY) await this.#write();
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    this.#place = `epoch ${epoch + 1}`;
    this.#isComplete = epoch + 1 === this.params.epochs;
    await this.#write();
  }

  override async onInterrupt(): Promise<void> {
    if (this.#hasBegun) await this.#write();
  }

  /** Writes the weights in the end, elsewhere if it must be; the first ones, with a checkpoint, where none were trained. */
  async save(): Promise<void> {
    if (!this.#hasBegun && !this.#goesOn) await this.#write();
    else await this.#check();
    await this.#output.save(WEIGHTS, (path) => this.model.saveWeights(path));
  }

  async #write(): Promise<void> {
    this.#last = performance.now();
    await this.#check();
    const notes = { ...this.#fixed, tested: this.#tested };
    const files = {
      [WEIGHTS]: (path: string) => this.model.saveWeights(path),
      [CHECKPOINT]: (path: string) =>
        this.#hasBegun || this.#goesOn
          ? dg.saveCheckpoint(this.model, path, { notes })
          : saveBeginning(path, notes),
    };
    for (const [name, save] of Object.entries(files)) {
      const problem = await this.#output.write(name, save);
      if (problem !== null) console.error(problem);
      else if (name === WEIGHTS) this.#from = this.#place;
    }
  }

  /** Refuses weights that are no numbers: nobody could use them. */
  async #check(): Promise<void> {
    for (const { path, value } of this.model.weights) {
      const wrong = (await value.data()).find((x) => !Number.isFinite(x));
      if (wrong === undefined) continue;
      throw new dg.DivergedError(
        `The weights ${path} are not finite: they are not kept`,
        wrong,
      );
    }
  }
}

/** An option as the user types it. */
function typed(name: string, value: Notes[string] | undefined): string {
  const option = name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`);
  if (value === true) return `--${option}`;
  return (value ?? false) === false ? `no --${option}` : `--${option} ${value}`;
}
