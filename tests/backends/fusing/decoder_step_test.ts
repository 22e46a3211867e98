/** A training step of the decoder, fused: kernels and memory. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../../backends/backend.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import type { LazyBuffer } from "../../../backends/fusing/lazy_buffer.ts";
import { randomData } from "../../helpers/random_data.ts";
import { StrictBackend } from "../../helpers/strict_backend.ts";

const { Conv2DTranspose } = dg.layers;
const { Sequential } = dg;

/** A decoder of two layers on a backend; `step` gives the loss, which has not been read. */
async function decoderOn(backend: Backend): Promise<() => dg.Tensor> {
  await dg.setBackend(backend);
  const common = { strides: 2, padding: "same" } as const;
  const model = new Sequential([
    new Conv2DTranspose({
      ...common,
      ...{ filters: 4, kernelSize: 3, activation: "relu" },
      inputShape: [2, 2, 3],
    }),
    new Conv2DTranspose({
      ...common,
      ...{ filters: 1, kernelSize: 4, activation: "sigmoid" },
    }),
  ]);
  const z = dg.tensor(randomData(24, 1), [2, 2, 2, 3]);
  const target = dg.full([2, 8, 8, 1], 0.9);
  {
    using _scope = new dg.Scope();
    model.setWeights(
      model.weights.map(({ value }, i) =>
        dg.tensor(randomData(value.size, i), value.shape)
      ),
    );
  }
  const optimizer = new dg.optimizers.SGD({ learningRate: 0.5 });
  const trainer = new dg.Trainer({ model, optimizer, loss: "mse" });
  return () => trainer.step(z, target);
}

async function losses(
  backend: Backend,
  inner: StrictBackend,
): Promise<{ values: number[]; kernels: string[]; added: number }> {
  const step = await decoderOn(backend);
  const values: number[] = [];
  let added = 0;
  for (let i = 0; i < 10; i++) {
    inner.restart();
    const before = backend.bytesInUse;
    const loss = step();
    values.push((await loss.read())[0]);
    loss[Symbol.dispose]();
    if (i > 0) assertEquals(backend.bytesInUse, before);
    added = inner.peak - inner.bytesInUse;
  }
  await dg.setBackend("wasm");
  return { values, kernels: [...inner.kernels], added };
}

Deno.test("a decoder's step takes half the kernels and adds half the memory, and learns the same bit for bit", async () => {
  const inner = new StrictBackend(), plain = new StrictBackend();
  const fused = await losses(new FusingBackend(inner), inner);
  const alone = await losses(plain, plain);
  assertEquals(fused.values, alone.values);
  assertEquals(alone.kernels.length, 25);
  assertEquals(fused.kernels, [
    // Forward: the first bias and activation in its product; the second in what reads them.
    ...["conv2dInputGrad+", "conv2dInputGrad", "reduce", "elementwise"],
    // Backward: the mask of the first activation in the product that makes what it masks.
    ...["elementwise", "reduce", "conv2dKernelGrad", "conv2d+", "reduce"],
    "conv2dKernelGrad",
    // The weights.
    ...["elementwise", "elementwise", "elementwise", "elementwise"],
  ]);
  assert(
    fused.added < 0.5 * alone.added,
    `${fused.added} bytes instead of ${alone.added}`,
  );
});

Deno.test("gradients of gradients are the same bit for bit", async () => {
  const slope = async (backend: Backend): Promise<number[]> => {
    await dg.setBackend(backend);
    const x = dg.tensor(randomData(32, 3), [2, 4, 4, 1]);
    const kernel = dg.tensor(randomData(18, 4), [3, 3, 1, 2]);
    const energy = (k: dg.Tensor) =>
      dg.sum(dg.square(dg.tanh(dg.conv2d(x, k, { padding: "same" }))));
    const bend = dg.grad((k: dg.Tensor) =>
      dg.sum(dg.square(dg.grad(energy)(k)))
    );
    using result = bend(kernel);
    const values = [...await result.read()];
    [x, kernel].forEach((tensor) => tensor[Symbol.dispose]());
    return values;
  };
  const inner = new StrictBackend();
  const fused = await slope(new FusingBackend(inner));
  assertEquals(fused, await slope(new StrictBackend()));
  await dg.setBackend("wasm");
});

Deno.test("a training loop is planned in its first steps, whenever its loss is read", async () => {
  const backend = new FusingBackend(new StrictBackend());
  const step = await decoderOn(backend);
  const train = async (steps: number, every: number): Promise<void> => {
    for (let i = 1; i <= steps; i++) {
      const loss = step();
      if (i % every === 0) await loss.read();
      loss[Symbol.dispose]();
    }
  };
  await train(40, 40);
  await train(60, 17);
  const { plans } = backend;
  await train(130, 13);
  await train(40, 1);
  assertEquals(backend.plans - plans <= 2, true, `${backend.plans - plans}`);
  await dg.setBackend("wasm");
});

Deno.test("equal layers one after the other are no steps of their own, and what a step replaced leads to nothing", async () => {
  const inner = new StrictBackend();
  await dg.setBackend(new FusingBackend(inner));
  const layer = () => new dg.layers.Dense({ units: 4, activation: "tanh" });
  const model = new dg.Sequential(Array.from({ length: 40 }, layer));
  const trainer = new dg.Trainer({ model, optimizer: new dg.optimizers.SGD() });
  using x = dg.ones([2, 4]);
  const step = () => {
    inner.restart();
    using _loss = trainer.minimize(() => {
      const loss = dg.mean(model.apply(x));
      assertEquals(inner.kernels, [], "before the step is complete");
      return loss;
    });
  };
  trainer.minimize(() => dg.mean(model.apply(x)));
  const replaced = model.weights.map(({ value }) => value.memory as LazyBuffer);
  step();
  for (const { isFreed, next } of replaced) {
    assertEquals([isFreed, next], [true, undefined]);
  }
  await dg.setBackend("wasm");
});
