/** A training of which nothing is lost: where its results go, how it is stopped, and how it goes on. */

import * as dg from "@decograd/decograd";
import { type Fixed, Keep } from "./keep.ts";
import { CHECKPOINT, Output, type Save, WEIGHTS } from "./output.ts";
import { UserError } from "./run.ts";
import { Stop } from "./stop.ts";

/** What the user has chosen: these, which may be others when a run goes on, and whatever else makes it what it is. */
export type Chosen = Fixed & {
  /** The task that is run. */
  readonly example: string;
  readonly epochs: number;
  readonly backend: Parameters<typeof dg.setBackend>[0] & string;
  readonly tested?: number | null;
  readonly threads?: number | null;
  readonly out: string;
  readonly overwrite: boolean;
  readonly resume: boolean;
};

/** Says what computes, and which random numbers come. */
export async function begin(
  { backend, threads = null, seed }:
    & Pick<Chosen, "backend" | "threads">
    & { readonly seed: number },
): Promise<void> {
  if (threads === null) await dg.setBackend(backend);
  else if (backend === "wasm" || backend === "blas") {
    await dg.setBackend(backend, { threads });
  } else {
    throw new UserError(
      `Cannot use --threads: expected --backend wasm or blas, received ${backend}`,
    );
  }
  dg.setRandomSeed(seed);
}

/** The training of an example, until it is disposed. */
export class Training implements Disposable {
  readonly #output: Output;
  readonly #keep: Keep;
  readonly #pictures: readonly string[];
  readonly #stop = new Stop();
  /** Whether an earlier run has left all that this one would. */
  #isDone = false;

  private constructor(
    output: Output,
    keep: Keep,
    pictures: readonly string[],
  ) {
    this.#output = output;
    this.#keep = keep;
    this.#pictures = pictures;
  }

  /** Tries whether the results can go where they should: weights, a checkpoint, and pictures of these names. */
  static async open(
    model: dg.Model,
    chosen: Chosen,
    pictures: readonly string[],
  ): Promise<Training> {
    const { out, overwrite, resume, tested, ...more } = chosen;
    const { epochs: _, backend: __, threads: ___, ...fixed } = more;
    const output = await Output.open(out, {
      files: [WEIGHTS, CHECKPOINT, ...pictures],
      weights: model.countParams(),
      ...{ overwrite, resume },
    });
    const keep = new Keep(output, { fixed, tested, resumes: resume });
    return new Training(output, keep, pictures);
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
    const output = this.#output, keep = this.#keep;
    const signal = this.#stop.begin(
      `stopping after this step; once more leaves out ${this.#drawn}`,
    );
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
    const isSame = keep.goesOn && !keep.hasBegun;
    if (isSame) output.confirm(CHECKPOINT);
    this.#isDone = keep.isToldAlready &&
      await output.areOfCheckpoint([WEIGHTS, ...this.#pictures]);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const said = signal.aborted && keep.isComplete
      ? "stopped behind the last step: nothing is left to train"
      : signal.aborted
      ? "stopped (--resume goes on from here)"
      : keep.hasBegun
      ? `trained in ${seconds} s`
      : isSame
      ? `nothing is left to train after epoch ${keep.epoch} (--epochs says how many there are in all)`
      : "nothing was trained: the weights are those that a training begins with";
    console.log(said);
    if (this.#isDone) console.log("its results are there already");
    if (!this.#isDone) await keep.save();
    if (!isDrawn) return;
    await this.report(async (signal) => {
      for (const [name, save] of Object.entries(pictures)) {
        if (!signal.aborted) await output.save(name, save);
      }
    });
  }

  /**
   * Tests and draws what comes after the training, unless it is stopped too, or an earlier run has done so. What else is
   * `asked` for, such as "a score", is done in each run.
   */
  async report(
    work: (signal: AbortSignal) => Promise<void>,
    asked?: string,
  ): Promise<void> {
    if (this.#isDone && asked === undefined) return;
    const signal = this.#stop.begin(
      `stopping without ${asked ?? this.#drawn}`,
    );
    if (!signal.aborted) await work(signal);
  }

  /** What it draws, in words. */
  get #drawn(): string {
    return this.#pictures.length === 1 ? "the picture" : "the pictures";
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
    this.#output[Symbol.dispose]();
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
