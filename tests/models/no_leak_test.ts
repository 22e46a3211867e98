import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Conv2DTranspose, Dense, Reshape } = dg.layers;
const { Sequential } = dg;

function makeDecoder(): dg.Sequential {
  return new Sequential([
    new Dense({ units: 2 * 2 * 4, activation: "relu", inputShape: [3] }),
    new Reshape({ targetShape: [2, 2, 4] }),
    new Conv2DTranspose({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "leaky_relu",
      kernelRegularizer: "l2",
      activityRegularizer: "l1",
      kernelConstraint: "max_norm",
    }),
    new Conv2DTranspose({
      filters: 1,
      kernelSize: 4,
      strides: 2,
      padding: "same",
    }),
  ]);
}

forEachBackend(
  "200 training steps leave nothing behind, and the loss falls",
  async (backend) => {
    dg.setRandomSeed(5);
    const model = makeDecoder();
    const trainer = new dg.Trainer({
      model,
      optimizer: new dg.optimizers.Adam({ learningRate: 0.01 }),
      loss: new dg.losses.BinaryCrossentropy({ fromLogits: true }),
    });
    const x = dg.randomNormal([4, 3]);
    const y = dg.greater(dg.randomUniform([4, 8, 8, 1]), 0.5);
    // The first step makes the optimizer's state.
    const first = trainer.step(x, y);
    const atFirst = await first.item();
    first[Symbol.dispose]();
    const before = backend.bytesInUse;
    for (let step = 0; step < 200; step++) {
      const loss = trainer.step(x, y);
      loss[Symbol.dispose]();
      assertEquals(backend.bytesInUse, before, `after step ${step}`);
    }
    const last = await trainer.step(x, y).item();
    assert(last < 0.85 * atFirst, `the loss went from ${atFirst} to ${last}`);
  },
);
