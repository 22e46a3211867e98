/** What steps of the U-Net take, as a process of its own: unet_memory.ts BACKEND RECOMPUTE BATCH SIDE STEPS. */

import * as dg from "../../mod.ts";
import "../../backends/blas/mod.ts";
import { makeUNet } from "../steps/unet.ts";

const [backend, recompute, ...numbers] = Deno.args;
const [batch, side, steps] = numbers.map(Number);
await dg.setBackend(backend as dg.BackendName);
const plan = { batch, side, recompute: recompute === "true" };
const { model, images, masks } = makeUNet(plan);
const loss = new dg.losses.SparseCategoricalCrossentropy({ fromLogits: true });
const optimizer = new dg.optimizers.Adam({ learningRate: 1e-3 });
const trainer = new dg.Trainer({ model, optimizer, loss });

const times: number[] = [];
let before = 0, last = NaN;
for (let i = 0; i <= steps; i++) {
  before = dg.memory({ resetPeak: true }).bytesInUse;
  const start = performance.now();
  using value = trainer.step(images, masks);
  last = await value.item();
  // The first plans.
  if (i > 0) times.push(performance.now() - start);
}
const { peakBytes } = dg.memory();
console.log(JSON.stringify({
  milliseconds: Math.min(...times),
  tensors: peakBytes - before,
  residuals: await residuals(),
  loss: last,
}));

/** Bytes that wait for the backward pass, once the forward pass has been made. */
async function residuals(): Promise<number> {
  const before = dg.memory().bytesInUse;
  const tape = new dg.GradientTape();
  await forward().item();
  const { bytesInUse } = dg.memory();
  tape[Symbol.dispose]();
  return bytesInUse - before;
}

function forward(): dg.Tensor {
  using scope = new dg.Scope();
  return scope.keep(
    loss.call(masks, model.apply(images, { training: true })),
  );
}
