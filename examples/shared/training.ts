/** A training of which nothing is lost. */

import * as dg from "@decograd/decograd";
import { Keep } from "./keep.ts";
import type { Output } from "./output.ts";
import type { Stop } from "./stop.ts";

/** Trains by `fit`, until its end or until it is stopped, and leaves the last good weights in the folder whatever happens. */
export async function train(
  model: dg.Model,
  output: Output,
  stop: Stop,
  fit: (options: dg.FitOptions) => Promise<unknown>,
): Promise<void> {
  const signal = stop.begin(
    "stopping after this step; once more leaves out the pictures",
  );
  const keep = new Keep(model, output);
  const began = performance.now();
  try {
    await fit({ callbacks: [keep], signal });
  } catch (error) {
    if (error instanceof dg.DivergedError) error.message += `; ${keep.told}`;
    else await keep.save();
    throw error;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(signal.aborted ? "stopped" : `trained in ${seconds} s`);
  await keep.save();
}
