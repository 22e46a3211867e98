/** A process of `bench ranks`: the arguments are the name of a step, samples of this process, and rounds; rank 0 prints JSON, medians of seconds. */

import * as dg from "../../mod.ts";
import * as distributed from "../../distributed/mod.ts";
import { median } from "../table.ts";
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
const adam = () => new dg.optimizers.Adam();
/** With gradients exchanged, and each process by itself: what the machine gives to so many at once. */
const together = run(new distributed.DistributedOptimizer(adam()));
const apart = run(adam());
for (let round = -2; round < Number(rounds); round++) {
  for (const { loss, trainer, seconds } of [together, apart]) {
    group.barrier();
    const began = performance.now();
    using _loss = trainer.minimize(loss);
    group.barrier();
    if (round >= 0) seconds.push((performance.now() - began) / 1000);
  }
}
const weights = together.model.trainableVariables;
const bytes = weights.reduce((sum, { value }) => sum + 4 * value.size, 0);
const link = { latency: exchangeSeconds(1), large: exchangeSeconds(2 ** 21) };
if (group.rank === 0) {
  const steps = {
    together: median(together.seconds),
    apart: median(apart.seconds),
  };
  console.log(JSON.stringify({ ...steps, bytes, link }));
}

/** A training by one optimizer, and seconds of its steps. */
function run(optimizer: dg.optimizers.Optimizer) {
  dg.setRandomSeed(1);
  const { model, loss } = STEPS[name](Number(samples));
  const trainer = new dg.Trainer({ model, optimizer });
  return { model, loss, trainer, seconds: [] as number[] };
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
