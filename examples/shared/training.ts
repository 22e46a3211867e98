/** A training of which nothing is lost: where its results go, how it is stopped, and how it goes on. */

import * as dg from "@decograd/decograd";
import { type Fixed, Keep } from "./keep.ts";
import { CHECKPOINT, Output, type Save, WEIGHTS } from "./output.ts";
import { Stop } from "./stop.ts";

/** What the user has chosen: these, which may be others when a run goes on, and whatever else makes it what it is. */
export type Chosen = Fixed & {
  readonly epochs: number;
  readonly backend: Parameters<typeof dg.setBackend>[0] & string;
  readonly out: string;
  readonly overwrite: boolean;
  readonly resume: boolean;
};

/** Says what computes, and which random numbers come. */
export async function begin(
  { backend, seed }: Pick<Chosen, "backend"> & { readonly seed: number },
): Promise<void> {
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
}

/** The training of an example, until it is disposed. */
export class Training implements Disposable {
  readonly #output: Output;
  readonly #fixed: Fixed;
  readonly #resume: boolean;
  readonly #stop = new Stop();

  private constructor(output: Output, fixed: Fixed, resume: boolean) {
    this.#output = output;
    this.#fixed = fixed;
    this.#resume = resume;
  }

  /** Tries whether the results can go where they should: weights, a checkpoint, and pictures of these names. */
  static async open(
    model: dg.Model,
    chosen: Chosen,
    pictures: readonly string[],
  ): Promise<Training> {
    const { epochs: _, backend: __, out, overwrite, resume, ...fixed } = chosen;
    const output = await Output.open(out, {
      files: [WEIGHTS, CHECKPOINT, ...pictures],
      weights: model.countParams(),
      ...{ overwrite, resume },
    });
    return new Training(output, fixed, resume);
  }

  /** The exit code. */
  get code(): number {
    return this.#stop.code || (this.#output.failed ? 1 : 0);
  }

  /**
   * Calls `fit` with options for it, and trains until the end or until it is stopped; the last good weights are in the folder
   * whatever happens. Pictures, by the names of their files, are drawn after each epoch and in the end.
   */
  async fit(
    fit: (options: dg.FitOptions) => Promise<unknown>,
    pictures: Readonly<Record<string, Save>> = {},
  ): Promise<void> {
    const output = this.#output;
    const signal = this.#stop.begin(
      "stopping after this step; once more leaves out the pictures",
    );
    const keep = new Keep(output, this.#fixed, { resumes: this.#resume });
    // What drawing changes, such as how far random numbers are, the checkpoint has to know.
    const isDrawn = Object.keys(pictures).length > 0;
    const callbacks = isDrawn ? [redrawing(output, pictures), keep] : [keep];
    const began = performance.now();
    try {
      await fit({ callbacks, signal });
    } catch (error) {
      if (error instanceof dg.DivergedError) error.message += `; ${keep.told}`;
      else if (keep.hasBegun) await keep.save();
      throw error;
    }
    const isSame = this.#resume && !keep.hasBegun;
    if (isSame) output.confirm(CHECKPOINT);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      signal.aborted
        ? "stopped (--resume goes on from here)"
        : isSame
        ? `nothing is left to train after epoch ${keep.epoch} (--epochs says how many there are in all)`
        : `trained in ${seconds} s`,
    );
    await keep.save();
    for (const [name, save] of Object.entries(pictures)) {
      await output.save(name, save);
    }
  }

  /** Does what comes after the training, unless it is stopped too: then `without` says what is left out. */
  async report(
    work: (signal: AbortSignal) => Promise<void>,
    without = "the pictures",
  ): Promise<void> {
    const signal = this.#stop.begin(`stopping without ${without}`);
    if (!signal.aborted) await work(signal);
  }

  /** Writes a picture. */
  async save(name: string, picture: Uint8Array): Promise<void> {
    const { writeFile } = dg.data;
    await this.#output.save(name, (path) => writeFile(path, picture));
  }

  /** Says which files are from an earlier run, and listens no more. */
  [Symbol.dispose](): void {
    this.#stop[Symbol.dispose]();
    this.#output.tellEarlier();
  }
}

/** Draws pictures after each epoch. */
function redrawing(
  output: Output,
  pictures: Readonly<Record<string, Save>>,
): dg.callbacks.Callback {
  return new dg.callbacks.LambdaCallback({
    async onEpochEnd() {
      for (const [name, save] of Object.entries(pictures)) {
        const problem = await output.write(name, save);
        if (problem !== null) console.error(problem);
      }
    },
  });
}
