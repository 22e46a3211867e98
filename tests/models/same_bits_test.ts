/** A program's bits do not depend on what is read, when, or on whether kernels are fused. */

import * as dg from "@decograd/decograd";
import { assertEquals } from "@std/assert";
import { bitsOf } from "../helpers/bits.ts";
import { generator } from "../helpers/random.ts";
import { thorough } from "../helpers/thorough.ts";
import { MISSING, webgpuIsSoftware } from "../helpers/missing_backend.ts";

const { layers, optimizers } = dg;
type Make<T> = () => T;

const STEPS = 9, BATCH = 12;

interface Model {
  readonly input: readonly number[];
  readonly make: Make<dg.layers.Layer>;
}

const sequential = (...all: dg.layers.Layer[]): dg.layers.Layer =>
  new dg.Sequential(all);

const MODELS: Readonly<Record<string, Model>> = {
  dense: {
    input: [20],
    make: () =>
      sequential(
        new layers.Dense({
          units: 33,
          activation: "gelu",
          kernelRegularizer: "l2",
        }),
        new layers.Dropout({ rate: 0.2, seed: 1 }),
        new layers.Dense({ units: 7, activation: "softmax" }),
      ),
  },
  "convolutions with batch normalization": {
    input: [12, 12, 3],
    make: () =>
      sequential(
        new layers.Conv2D({ filters: 8, kernelSize: 3, padding: "same" }),
        new layers.BatchNormalization(),
        new layers.Activation({ activation: "swish" }),
        new layers.MaxPooling2D(),
        new layers.Conv2D({ filters: 5, kernelSize: 3, activation: "elu" }),
        new layers.GlobalAveragePooling2D(),
      ),
  },
  "a decoder": {
    input: [6],
    make: () =>
      sequential(
        new layers.Dense({ units: 7 * 7 * 8, activation: "relu" }),
        new layers.Reshape({ targetShape: [7, 7, 8] }),
        new layers.Conv2DTranspose({
          filters: 16,
          kernelSize: 3,
          strides: 2,
          padding: "same",
          activation: "tanh",
        }),
        new layers.UpSampling2D(),
        new layers.Conv2DTranspose({
          filters: 1,
          kernelSize: 3,
          padding: "same",
          activation: "sigmoid",
        }),
      ),
  },
  "layer normalization": {
    input: [16, 48],
    make: () =>
      sequential(
        new layers.LayerNormalization(),
        new layers.Dense({ units: 64, activation: "gelu" }),
        new layers.LayerNormalization(),
        new layers.Dense({ units: 10, activation: "log_softmax" }),
      ),
  },
};

const OPTIMIZERS: Readonly<Record<string, Make<dg.optimizers.Optimizer>>> = {
  Adam: () => new optimizers.Adam({ learningRate: 0.01 }),
  Lamb: () => new optimizers.Lamb({ learningRate: 0.01, weightDecay: 0.01 }),
  momentum: () => new optimizers.SGD({ learningRate: 0.05, momentum: 0.9 }),
  "global clipping": () =>
    new optimizers.AdamW({ globalClipnorm: 0.1, useEma: true }),
  "clipping each": () => new optimizers.RMSprop({ clipnorm: 0.1 }),
  accumulation: () => new optimizers.Nadam({ gradientAccumulationSteps: 2 }),
};

/** What is read behind a step. */
type Reading = (
  step: number,
  loss: dg.Tensor,
  model: dg.layers.Layer,
) => Promise<unknown>;

/** All weights after some steps, and the last loss, as bits. */
async function train(
  { input, make }: Model,
  optimizer: dg.optimizers.Optimizer,
  read: Reading,
): Promise<string[][]> {
  dg.setRandomSeed(3);
  const model = make();
  const trainer = new dg.Trainer({ model, optimizer });
  let last: dg.Tensor | undefined;
  for (let step = 0; step < STEPS; step++) {
    const x = dg.randomNormal([BATCH, ...input], { seed: 50 + step });
    const loss = trainer.minimize(() => {
      const y = model.apply(x, { training: true });
      return dg.mean(dg.square(dg.sub(y, dg.mean(x))));
    });
    await read(step, loss, model);
    last = loss;
  }
  const results: string[][] = [bitsOf(await last!.data())];
  for (const { value } of model.weights) {
    results.push(bitsOf(await value.data()));
  }
  return results;
}

/** Reads this or that, or nothing. */
function atRandom(seed: number): Reading {
  const random = generator(seed);
  return async (_, loss, model) => {
    if (random() < 0.3) await loss.item();
    const weight = model.weights[
      Math.floor(random() * model.weights.length)
    ];
    if (random() < 0.4) await weight.value.data();
  };
}

interface Way {
  readonly options: dg.OpenOptions<"wasm">;
  readonly read: Reading;
}

const never: Reading = () => Promise.resolve();

const WAYS: Readonly<Record<string, Way>> = {
  "every loss read": { options: {}, read: (_, loss) => loss.item() },
  "read at random": { options: {}, read: atRandom(1) },
  "read at random otherwise": { options: {}, read: atRandom(2) },
  "not fused": { options: { fuse: false }, read: never },
  "two threads": { options: { threads: 2 }, read: atRandom(3) },
};

/** The options that a backend takes. */
function optionsFor(
  backend: dg.BackendName,
  { fuse = true, threads = 1 }: dg.OpenOptions<"wasm">,
): dg.OpenOptions {
  return backend === "webgpu" ? { fuse } : { fuse, threads };
}

for (const backend of ["wasm", "blas", "webgpu"] as const) {
  const all = Object.entries(OPTIMIZERS);
  const ways = Object.entries(WAYS).filter(([, { options }]) =>
    backend !== "webgpu" || options.threads === undefined
  );
  for (const [i, [name, model]] of Object.entries(MODELS).entries()) {
    // Each rule with some model, or all with all.
    const few = backend === "wasm" ? [i, i + 2] : [i];
    const isSlow = backend === "webgpu" && webgpuIsSoftware;
    const rules = thorough() && !isSlow
      ? all
      : few.map((k) => all[k % all.length]);
    Deno.test({
      name: `${name} trains to the same bits, whatever is read (${backend})`,
      // Where software computes, every second model takes time enough.
      ignore: MISSING[backend] !== undefined ||
        (isSlow && !thorough() && i % 2 === 1),
      fn: async () => {
        for (const [rule, optimizer] of rules) {
          // Kernels are compiled once for all ways that have the same.
          const opened = new Map<string, dg.Backend>();
          const open = async (
            options: dg.OpenOptions<"wasm">,
          ): Promise<void> => {
            const own = optionsFor(backend, options);
            const key = JSON.stringify(own);
            const before = opened.get(key);
            if (before) await dg.setBackend(before);
            else opened.set(key, await dg.setBackend(backend, own));
          };
          await open({});
          const expected = await train(model, optimizer(), never);
          for (const [way, { options, read }] of ways) {
            await open(options);
            const received = await train(model, optimizer(), read);
            assertEquals(received, expected, `${rule}, ${way}`);
          }
          await dg.setBackend("wasm");
          for (const one of opened.values()) one[Symbol.dispose]();
        }
      },
    });
  }
}
