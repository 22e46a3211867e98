/** The training loop: shuffle, step, show, until the epochs are over or somebody stops it. */

import * as dg from "@decograd/decograd";
import { PIXELS, toTensor } from "./images.ts";
import type { Options } from "./options.ts";
import { Progress } from "./progress.ts";
import type { VariationalAutoencoder } from "./vae.ts";

/** How often the loss is read and shown, in milliseconds; Ctrl-C is heard while it is read. */
const REFRESH = 200;

/** Trains until the end or until `signal` aborts, then after the step; false if it was stopped. */
export async function train(
  vae: VariationalAutoencoder,
  images: Float32Array,
  options: Options,
  signal: AbortSignal,
): Promise<boolean> {
  const { epochs, batchSize, seed } = options;
  const noise = new dg.SeedGenerator({ seed });
  const trainer = new dg.Trainer({
    model: vae,
    optimizer: new dg.optimizers.Adam({ learningRate: options.learningRate }),
  });
  const count = images.length / PIXELS;
  const steps = Math.ceil(count / batchSize);
  const progress = new Progress({ epochs, steps, batchSize });
  const began = performance.now();
  let done = 0, shown = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let step = 0;
    const order = { size: count, batchSize, seed: seed + epoch };
    for (const indices of dg.data.shuffledBatches(order)) {
      const batch = dg.data.takeRows(images, PIXELS, indices);
      const loss = trainer.minimize(() =>
        vae.negativeElbo(toTensor(batch), noise)
      );
      step++;
      done += indices.length;
      const now = performance.now();
      const last = step === steps;
      if (last || now - shown > REFRESH) {
        shown = now;
        const imagesPerSecond = 1000 * done / (now - began);
        progress.show({
          epoch,
          step,
          loss: await loss.item(),
          imagesPerSecond,
        });
      }
      loss[Symbol.dispose]();
      if (signal.aborted) {
        progress.endEpoch();
        return false;
      }
    }
    progress.endEpoch();
  }
  return true;
}
