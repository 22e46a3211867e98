/** A training of which nothing is lost. */

import * as dg from "@decograd/decograd";
import { type Fixed, Keep } from "./keep.ts";
import type { Output, Save } from "./output.ts";
import type { Stop } from "./stop.ts";

/** How an example trains. */
export interface Training {
  readonly output: Output;
  readonly stop: Stop;
  /** Whether it goes on where an earlier run has stopped. */
  readonly resume: boolean;
  /** The options that have to be the same then. */
  readonly fixed: Fixed;
  /** What shows how far it is, by the names of files: drawn anew after each epoch and in the end. */
  readonly pictures?: Readonly<Record<string, Save>>;
  /** Calls `fit` with these options, and its own. */
  fit(options: dg.FitOptions): Promise<unknown>;
}

/** Trains until the end or until it is stopped, and leaves the last good weights in the folder whatever happens. */
export async function train(
  { output, stop, resume, fixed, pictures, fit }: Training,
): Promise<void> {
  const signal = stop.begin(
    "stopping after this step; once more leaves out the pictures",
  );
  const keep = new Keep(output, fixed, { resumes: resume });
  // What drawing changes, such as how far random numbers are, the checkpoint has to know.
  const callbacks = pictures ? [redrawing(output, pictures), keep] : [keep];
  const began = performance.now();
  try {
    await fit({ callbacks, signal });
  } catch (error) {
    if (error instanceof dg.DivergedError) error.message += `; ${keep.told}`;
    else if (keep.hasBegun) await keep.save();
    throw error;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    signal.aborted
      ? "stopped (--resume goes on from here)"
      : `trained in ${seconds} s`,
  );
  await keep.save();
  for (const [name, save] of Object.entries(pictures ?? {})) {
    await output.save(name, save);
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
