/** A training step of the decoder example. */

import type * as decograd from "../../mod.ts";
import type { VariationalAutoencoder } from "../../examples/vae/vae.ts";

const BATCH = 64, LATENT = 16;

/** One step, whose end is waited for. */
export type Step = () => Promise<void>;

/** A checkout's library and the model of its example. */
export interface Checkout {
  readonly dg: typeof decograd;
  readonly Model: typeof VariationalAutoencoder;
}

/** The example's step on the backend that is set. */
export function decoderStep({ dg, Model }: Checkout): Step {
  dg.setRandomSeed(1);
  const model = new Model({ latentSize: LATENT });
  const noise = new dg.SeedGenerator({ seed: 1 });
  const optimizer = new dg.optimizers.Adam({ learningRate: 0.001 });
  const trainer = new dg.Trainer({ model, optimizer });
  const images = dg.randomUniform([BATCH, 28, 28, 1], { seed: 2 });
  return async () => {
    const loss = trainer.minimize(() => model.negativeElbo(images, { noise }));
    await loss.item();
    loss[Symbol.dispose]();
  };
}
