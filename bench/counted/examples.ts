/** The models of the examples, each trained as its program does, but for reading. */

import * as dg from "../../mod.ts";
import { DCGAN } from "../../examples/dcgan/model.ts";
import { makeUNet } from "../../examples/segmentation/model.ts";
import { CLASSES, SIDE } from "../../examples/segmentation/scenes.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import type { Training } from "./training.ts";

/** A compiled model and the batch that it learns from again and again. */
interface Example {
  readonly model: dg.Model;
  readonly batch: dg.Batch;
}

/** By the names of their folders. */
const EXAMPLES: Readonly<Record<string, () => Example>> = {
  vae: () => {
    const model = new VariationalAutoencoder({ latentSize: 16 });
    model.compile({ optimizer: new dg.optimizers.Adam(0.001) });
    return { model, batch: new dg.Batch([images(64, 28)]) };
  },
  dcgan: () => {
    const model = new DCGAN(1);
    model.compile();
    return { model, batch: new dg.Batch([images(256, 28)]) };
  },
  segmentation: () => {
    const model = makeUNet(SIDE, CLASSES.length);
    model.compile({
      optimizer: new dg.optimizers.Adam({ learningRate: 0.005 }),
      loss: new dg.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: [
        new dg.metrics.MeanIoU({
          ...{ name: "iou", numClasses: CLASSES.length, sparseYPred: false },
        }),
      ],
    });
    const classes = dg.randomUniform([16, SIDE, SIDE], { seed: 2 })
      .mul(CLASSES.length).floor();
    return { model, batch: new dg.Batch([images(16, SIDE)], [classes]) };
  },
};

function images(count: number, side: number): dg.Tensor {
  return dg.randomUniform([count, side, side, 1], { seed: 1 });
}

/** One of them, on the graphics card, computing by a policy. */
export async function openExample(
  name: string,
  policy: dg.layers.DTypePolicy = "float32",
): Promise<Training> {
  const backend = await dg.setBackend("webgpu");
  dg.setRandomSeed(1);
  dg.layers.setDtypePolicy(policy);
  const { model, batch } = EXAMPLES[name]();
  dg.layers.setDtypePolicy("float32");
  backend.flush();
  return {
    step() {
      using _scope = new dg.Scope();
      model.trainStep(batch);
    },
    flush: () => backend.flush(),
    async close() {
      await dg.setBackend("wasm");
      backend[Symbol.dispose]();
    },
  };
}
