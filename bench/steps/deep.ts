/** A training step of a net that is deep and narrow. */

import type * as decograd from "../../mod.ts";
import type { Step } from "./decoder.ts";

/** Layers of the net, and units of each. */
export const DEPTH = 100, UNITS = 8;
const BATCH = 32;

/** One step on the backend that is set. */
export function deepStep(dg: typeof decograd): Step {
  const model = new dg.Sequential(
    Array.from(
      { length: DEPTH },
      () => new dg.layers.Dense({ units: UNITS, activation: "tanh" }),
    ),
  );
  const optimizer = new dg.optimizers.Adam();
  const trainer = new dg.Trainer({ model, optimizer });
  const x = dg.randomNormal([BATCH, UNITS], { seed: 1 });
  const y = dg.randomNormal([BATCH, UNITS], { seed: 2 });
  return async () => {
    using loss = trainer.minimize(() =>
      dg.mean(dg.square(dg.sub(model.apply(x), y)))
    );
    await loss.item();
  };
}
