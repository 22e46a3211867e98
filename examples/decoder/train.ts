/** The training loop: shuffle, step, show, until the epochs are over or somebody stops it. */

import * as dg from "@decograd/decograd";
import { PIXELS, toTensor } from "./images.ts";
import type { Options } from "./options.ts";
import { Progress } from "./progress.ts";
import type { VariationalAutoencoder } from "./vae.ts";

/** How often the loss is read and shown, in milliseconds; signals are heard while it is read. */
const REFRESH = 200;
/** How often the weights are kept, in milliseconds. */
const KEEP = 60_000;

/** The loss or the weights are no numbers any more, and no training mends that. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
}

/** What the loop is told besides what to train. */
export interface TrainingOptions
  extends Pick<Options, "epochs" | "batchSize" | "seed" | "learningRate"> {
  /** Stops it after the step. */
  readonly signal: AbortSignal;
  /** Keeps the weights: called between epochs and from time to time, with what has been done. */
  readonly keep: (done: string) => Promise<void>;
}

/** Trains until the end or until it is stopped; resolves to what has been done, as in "step 3 of epoch 1". */
export async function train(
  vae: VariationalAutoencoder,
  images: Float32Array,
  options: TrainingOptions,
): Promise<string> {
  const { epochs, batchSize, seed, signal, keep } = options;
  const noise = new dg.SeedGenerator({ seed });
  const trainer = new dg.Trainer({
    model: vae,
    optimizer: new dg.optimizers.Adam({ learningRate: options.learningRate }),
  });
  const count = images.length / PIXELS;
  const steps = Math.ceil(count / batchSize);
  const progress = new Progress({ epochs, steps, batchSize });
  const began = performance.now();
  let seen = 0, shown = 0, kept = began, done = "no step";
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let step = 0;
    progress.show({ epoch, step, loss: null, imagesPerSecond: 0 });
    const order = { size: count, batchSize, seed: seed + epoch };
    for (const indices of dg.data.shuffledBatches(order)) {
      const batch = dg.data.takeRows(images, PIXELS, indices);
      using loss = trainer.minimize(() =>
        vae.negativeElbo(toTensor(batch), noise)
      );
      step++;
      seen += indices.length;
      done = `step ${step} of epoch ${epoch}`;
      const now = performance.now();
      if (step === steps || now - shown > REFRESH) {
        shown = now;
        const imagesPerSecond = 1000 * seen / (now - began);
        const value = await loss.item();
        progress.show({ epoch, step, loss: value, imagesPerSecond });
        if (!Number.isFinite(value)) {
          progress.endEpoch();
          throw new DivergedError(
            `The loss is ${value} at ${done}: the training cannot go on (a smaller --learning-rate may help)`,
          );
        }
      }
      if (signal.aborted) {
        progress.endEpoch();
        return done;
      }
      if (now - kept > KEEP && step < steps) {
        kept = now;
        await keep(done);
      }
    }
    progress.endEpoch();
    if (epoch < epochs) await keep(done);
  }
  return done;
}
