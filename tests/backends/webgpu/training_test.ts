/** Training on the graphics card: what a step costs, and its losses. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { randomData } from "../../helpers/random_data.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { testOn } from "../../helpers/missing_backend.ts";

const { Conv2DTranspose, Dense, Reshape } = dg.layers;
const { Sequential } = dg;
/** Losses of a decoder's first steps on a backend, and what a graphics card tells after each. */
async function train(
  name: "wasm" | "webgpu" | dg.Backend,
  steps: number,
): Promise<{ losses: number[]; infos: dg.WebGPUInfo[] }> {
  const backend = await dg.setBackend(name);
  try {
    const model = new Sequential([
      new Dense({ units: 16, activation: "relu", inputShape: [6] }),
      new Reshape({ targetShape: [2, 2, 4] }),
      new Conv2DTranspose({
        ...{ filters: 3, kernelSize: 3, strides: 2, padding: "same" },
        activation: "relu",
      }),
      new Conv2DTranspose({
        ...{ filters: 1, kernelSize: 4, strides: 2, padding: "same" },
        activation: "sigmoid",
      }),
    ]);
    model.build([null, 6]);
    {
      // Nothing is left to the garbage collector, which would change the count of bytes.
      using _scope = new dg.Scope();
      const weights = model.weights.map(({ value }, i) =>
        dg.tensor(randomData(value.size, i).map((x) => 0.4 * x), value.shape)
      );
      model.setWeights(weights);
    }
    // What was put off before the first step is no part of it.
    backend.flush();
    const optimizer = new dg.optimizers.Adam({ learningRate: 0.01 });
    const trainer = new dg.Trainer({ model, optimizer, loss: "mse" });
    const losses: number[] = [], infos: dg.WebGPUInfo[] = [];
    for (let i = 0; i < steps; i++) {
      const x = dg.tensor(randomData(8 * 6, 100), [8, 6]);
      const y = dg.tensor(randomData(8 * 64, 200).map(Math.abs), [8, 8, 8, 1]);
      const loss = trainer.step(x, y);
      losses.push(await loss.item());
      [x, y, loss].forEach((tensor) => tensor[Symbol.dispose]());
      const info = dg.backendInfo();
      if (info.name === "webgpu") infos.push(info);
    }
    return { losses, infos };
  } finally {
    await dg.setBackend("wasm");
    if (name !== "wasm") backend[Symbol.dispose]();
  }
}

/** Calls of kernels in a step, none of them put off. */
async function countKernels(): Promise<number> {
  const [one, two] = [await countIn(1), await countIn(2)];
  return two - one;
}

async function countIn(steps: number): Promise<number> {
  let kernels = 0;
  const counting = new Proxy(new ReferenceBackend(), {
    get(backend, name) {
      if (KERNELS.has(name)) kernels++;
      const value: unknown = Reflect.get(backend, name);
      return typeof value === "function" ? value.bind(backend) : value;
    },
  });
  await train(counting, steps);
  return kernels;
}

const KERNELS: ReadonlySet<string | symbol> = new Set([
  "elementwise",
  "reduce",
  "matmul",
  "conv2d",
  "conv2dInputGrad",
  "conv2dKernelGrad",
]);

testOn(
  "webgpu",
  "once steps repeat, training needs one submit and nothing new",
  async () => {
    const { infos } = await train("webgpu", 8);
    const kernels = await countKernels();
    // The first steps find out which numbers are written again and again.
    for (let i = 4; i < infos.length; i++) {
      const [before, after] = [infos[i - 1], infos[i]];
      const step = `step ${i + 1}`;
      assertEquals(after.submits, before.submits + 1, step);
      assertEquals(after.pipelines, before.pipelines, step);
      assertEquals(after.bindGroups, before.bindGroups, step);
      assertEquals(after.buffers, before.buffers, step);
      assertEquals(after.bytesInUse, before.bytesInUse, step);
      const dispatches = after.dispatches - before.dispatches;
      assert(
        dispatches <= kernels,
        `${dispatches} dispatches for ${kernels} kernels`,
      );
    }
  },
);

testOn(
  "webgpu",
  "a decoder's first 50 losses are the processor's",
  async () => {
    const [gpu, processor] = [
      await train("webgpu", 50),
      await train("wasm", 50),
    ];
    // Each step adds the rounding errors of some hundred sums of some hundred terms.
    const terms = 50 * 1e4;
    assertClose(gpu.losses, processor.losses, { terms });
  },
);
