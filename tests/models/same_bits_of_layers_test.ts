/** Each kind of layer trains to the same bits, whatever is read in between, fused or not. */

import * as dg from "@decograd/decograd";
import { assertEquals } from "@std/assert";
import { bitsOf } from "../helpers/bits.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { thorough } from "../helpers/thorough.ts";

interface Case {
  readonly layer: string;
  readonly object: dg.layers.SerializedObject;
  readonly inputs: FixtureTensor[];
}

const { cases } = loadFixture<{ cases: Case[] }>(
  "behaviour/catalogue_layers.json",
);
const STEPS = 4, COPIES = 24;
const OPTIMIZERS = [
  ...["adam", "lamb", "sgd", "nadam", "rmsprop"],
  ...["adagrad", "adamax", "adadelta", "lion"],
] as const;

/** All weights and the gradient in the input after some steps. */
async function train(
  { object, inputs }: Case,
  rule: (typeof OPTIMIZERS)[number],
  reads: boolean,
): Promise<string[][]> {
  dg.setRandomSeed(5);
  const layer = dg.layers.deserialize(object);
  // Sums of few terms are hardly ever different.
  const given = inputs.map(({ data, shape }) => {
    const x = dg.tensor(data, shape);
    return dg.concat(Array<dg.Tensor>(COPIES).fill(x), 0);
  });
  const [first, ...others] = given.map(({ shape }) => shape);
  layer.ensureBuilt(first, ...others);
  const optimizer = dg.optimizers.get(rule);
  const trainer = new dg.Trainer({ model: layer, optimizer });
  const loss = (): dg.Tensor => {
    const taken = given.length > 1 ? given : given[0];
    const y = layer.apply(taken as dg.Tensor, { training: true });
    return dg.mean(dg.square(dg.sub(y as dg.Tensor, 0.3)));
  };
  const hasWeights = layer.trainableWeights.length > 0;
  for (let step = 0; step < STEPS && hasWeights; step++) {
    const value = trainer.minimize(loss);
    if (reads && step % 2 === 0) await value.item();
    const [weight] = layer.weights;
    if (reads && step % 3 === 0) await weight.value.data();
  }
  const { gradients } = dg.valueAndGrad(loss, given);
  const results: string[][] = [];
  for (const one of [...gradients, ...layer.weights.map((w) => w.value)]) {
    results.push(bitsOf(await one.data()));
  }
  return results;
}

Deno.test("each layer trains to the same bits, whatever is read", async () => {
  const backends = [
    await dg.setBackend("wasm", { fuse: false, threads: 1 }),
    await dg.setBackend("wasm", { threads: 1 }),
  ];
  for (const [i, one] of cases.entries()) {
    const rules = thorough() ? OPTIMIZERS : [OPTIMIZERS[i % OPTIMIZERS.length]];
    for (const rule of rules) {
      const [alone, fused] = backends;
      await dg.setBackend(alone);
      const expected = await train(one, rule, false);
      for (const reads of [false, true]) {
        await dg.setBackend(fused);
        assertEquals(
          await train(one, rule, reads),
          expected,
          `${one.layer} ${i} with ${rule}, ${reads ? "read" : "not read"}`,
        );
      }
    }
  }
  await dg.setBackend("wasm");
  for (const backend of backends) backend[Symbol.dispose]();
});
