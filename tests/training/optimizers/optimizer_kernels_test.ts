/** How many kernels a step of an optimizer takes. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";
import type { Backend } from "../../../backends/backend.ts";
import { openBackend } from "../../../backends/mod.ts";

const KERNELS = ["elementwise", "reduce"];

/** A backend that notes the names of the kernels called. */
function counting(backend: Backend, calls: string[]): Backend {
  return new Proxy(backend, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (KERNELS.includes(`${String(name)}`)) calls.push(String(name));
        return value.apply(target, args);
      };
    },
  });
}

/** Names of the kernels of each of `steps` steps with three variables. */
async function kernelsOf(
  optimizer: optimizers.Optimizer,
  steps = 1,
): Promise<string[][]> {
  const calls: string[] = [];
  await dg.setBackend(counting(await openBackend("reference"), calls));
  try {
    const weights = [[2, 3], [3], []].map((shape, i) =>
      new dg.layers.Variable(dg.ones(shape), { name: `w${i}` })
    );
    const gradients = weights.map(({ shape }) => dg.ones(shape));
    optimizer.build(weights);
    return Array.from({ length: steps }, () => {
      calls.length = 0;
      optimizer.apply(gradients, weights);
      return [...calls];
    });
  } finally {
    await dg.setBackend("wasm");
  }
}

const one = ["elementwise", "elementwise", "elementwise"];

Deno.test("a step is one kernel per variable, whatever is asked for", async () => {
  const all: optimizers.OptimizerOptions = {
    weightDecay: 0.1,
    clipvalue: 1,
    useEma: true,
    emaOverwriteFrequency: 2,
    lossScaleFactor: 2,
    gradientAccumulationSteps: 2,
  };
  const made = [
    new optimizers.SGD(all),
    new optimizers.SGD({ ...all, momentum: 0.9, nesterov: true }),
    new optimizers.Adam({ ...all, amsgrad: true }),
    new optimizers.AdamW(all),
    new optimizers.RMSprop({ ...all, momentum: 0.9, centered: true }),
    new optimizers.Adagrad(all),
    new optimizers.Adadelta(all),
    new optimizers.Adamax(all),
    new optimizers.Nadam(all),
    new optimizers.Lion(all),
  ];
  for (const optimizer of made) {
    for (const kernels of await kernelsOf(optimizer, 4)) {
      assertEquals(kernels, one, optimizer.constructor.name);
    }
  }
});

Deno.test("norms take one kernel more each", async () => {
  const pair = ["reduce", "elementwise"];
  const [own] = await kernelsOf(new optimizers.Adam({ clipnorm: 1 }));
  assertEquals(own, [...pair, ...pair, ...pair]);

  const [global] = await kernelsOf(new optimizers.Adam({ globalClipnorm: 1 }));
  assertEquals(global, ["reduce", "reduce", "reduce", "reduce", ...one]);

  const lamb = ["reduce", ...pair];
  const [lambs] = await kernelsOf(new optimizers.Lamb({ weightDecay: 0.1 }));
  assertEquals(lambs, [...lamb, ...lamb, ...lamb]);

  const waiting = new optimizers.Adam({
    clipnorm: 1,
    gradientAccumulationSteps: 2,
  });
  const [first, due] = await kernelsOf(waiting, 2);
  assertEquals(first, one);
  assertEquals(due, own);
});

Deno.test("a dynamic loss scale takes one kernel more per variable, and a few for all", async () => {
  const optimizer = new optimizers.LossScaleOptimizer({
    innerOptimizer: new optimizers.Adam(),
  });
  const [first, second] = await kernelsOf(optimizer, 2);
  const finite = ["reduce", "reduce", "reduce", "reduce", "elementwise"];
  const count = ["elementwise", "elementwise"];
  assertEquals(first, [...finite, ...one, ...count]);
  // The device alone knows which step this is: it picks the numbers of that step.
  assertEquals(second, [...finite, "reduce", ...one, ...count]);
});
