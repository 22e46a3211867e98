/** Training steps of nets that are deep and narrow. */

import type * as decograd from "../../mod.ts";
import type { Step } from "./decoder.ts";

/** Layers of the deepest net, and units of each. */
export const DEPTH = 100, UNITS = 8;
/** Layers of the others. */
const FEW = 20;
const BATCH = 32;

/** A net of equal layers, each of whose outputs the next one takes. */
interface Net {
  readonly depth: number;
  /** Of a batch, inputs and outputs alike. */
  readonly shape: readonly number[];
  readonly layer: () => decograd.layers.Layer;
}

/** One step of 100 layers Dense(8) on the backend that is set. */
export function deepStep(dg: typeof decograd): Step {
  const { Dense } = dg.layers;
  return stepOf(dg, {
    depth: DEPTH,
    shape: [BATCH, UNITS],
    layer: () => new Dense({ units: UNITS, activation: "tanh" }),
  });
}

/** One step of 20 layers Dense(64). */
export function denseStep(dg: typeof decograd): Step {
  const { Dense } = dg.layers;
  return stepOf(dg, {
    depth: FEW,
    shape: [BATCH, 64],
    layer: () => new Dense({ units: 64, activation: "relu" }),
  });
}

/** One step of 20 layers Conv2D(8) on images of 8 x 8. */
export function convStep(dg: typeof decograd): Step {
  const { Conv2D } = dg.layers;
  const kernel = { kernelSize: 3, padding: "same" } as const;
  return stepOf(dg, {
    depth: FEW,
    shape: [BATCH, 8, 8, 8],
    layer: () => new Conv2D({ filters: 8, ...kernel, activation: "relu" }),
  });
}

function stepOf(dg: typeof decograd, { depth, shape, layer }: Net): Step {
  const model = new dg.Sequential(Array.from({ length: depth }, layer));
  const optimizer = new dg.optimizers.Adam();
  const trainer = new dg.Trainer({ model, optimizer });
  const x = dg.randomNormal(shape, { seed: 1 });
  const y = dg.randomNormal(shape, { seed: 2 });
  return async () => {
    using loss = trainer.minimize(() =>
      dg.mean(dg.square(dg.sub(model.apply(x), y)))
    );
    await loss.item();
  };
}
