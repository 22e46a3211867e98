/** A process of `bench ranks`: the arguments are the name of a step, samples of this process, and rounds; rank 0 prints JSON. */

import * as dg from "../../mod.ts";
import * as distributed from "../../distributed/mod.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";

/** A model, and its loss on so many samples. */
interface Workload {
  readonly model: dg.layers.Layer;
  readonly loss: () => dg.Tensor;
}

const LATENT = 16;
const STEPS: Readonly<Record<string, (samples: number) => Workload>> = {
  VAE(samples) {
    const model = new VariationalAutoencoder({ latentSize: LATENT });
    const noise = new dg.SeedGenerator({ seed: 1 });
    const images = dg.randomUniform([samples, 28, 28, 1], { seed: 2 });
    return { model, loss: () => model.negativeElbo(images, { noise }) };
  },
  W2(samples) {
    const model = new dg.layers.Conv2DTranspose({
      ...{ filters: 128, kernelSize: 4, strides: 2, padding: "same" },
    });
    const x = dg.randomNormal([samples, 8, 8, 256], { seed: 1 });
    return { model, loss: () => model.apply(x).square().mean() };
  },
};

const [name, samples, rounds] = Deno.args;
const group = await distributed.init();
await dg.setBackend("wasm", { threads: 1 });
dg.setRandomSeed(1);
const { model, loss } = STEPS[name](Number(samples));
const optimizer = new distributed.DistributedOptimizer(
  new dg.optimizers.Adam(),
);
const trainer = new dg.Trainer({ model, optimizer });
const steps: number[] = [];
for (let round = -2; round < Number(rounds); round++) {
  group.barrier();
  const began = performance.now();
  using _loss = trainer.minimize(loss);
  if (round >= 0) steps.push((performance.now() - began) / 1000);
}
const weights = model.trainableVariables;
const bytes = weights.reduce((sum, { value }) => sum + 4 * value.size, 0);
const link = { latency: exchangeSeconds(1), large: exchangeSeconds(2 ** 21) };
if (group.rank === 0) {
  console.log(JSON.stringify({ seconds: Math.min(...steps), bytes, link }));
}

/** Seconds of a sum of so many floats. */
function exchangeSeconds(count: number): number {
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    const numbers = new Float32Array(count);
    group.barrier();
    const began = performance.now();
    group.allReduce(numbers);
    times.push((performance.now() - began) / 1000);
  }
  return Math.min(...times);
}
