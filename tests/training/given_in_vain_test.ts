/** Options that have no part in a case, or that do not fit together. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";

const { schedules } = dg.optimizers;

Deno.test("without a target there is no warmup, whatever its steps", () => {
  const options = { initialLearningRate: 0.1, decaySteps: 10 };
  const plain = new schedules.CosineDecay(options);
  const warm = new schedules.CosineDecay({ ...options, warmupSteps: 4 });
  for (let step = 0; step < 16; step++) {
    assertEquals(warm.at(step), plain.at(step), `${step}`);
  }
});

Deno.test("a piecewise rate has one value more than boundaries, no fewer and no more", () => {
  for (const values of [[], [1], [1, 2], [1, 2, 3, 4]]) {
    assertThrows(
      () =>
        new schedules.PiecewiseConstantDecay({ boundaries: [1, 2], values }),
      dg.ValueError,
      "one more in values",
    );
  }
});

Deno.test("target shapes with two sizes to find, or one below -1, are refused", () => {
  for (const targetShape of [[-1, -1], [2, -1, -1], [-2], [3, -2]]) {
    assertThrows(
      () => new dg.layers.Reshape({ targetShape }),
      dg.ValueError,
      "at most one -1",
    );
  }
});

Deno.test("what Keras writes and means nothing here is read only where it is empty", () => {
  const read = (own: dg.layers.Config) =>
    dg.layers.deserialize({
      class_name: "Dense",
      config: { units: 2, ...own },
    });
  const empty = {
    autocast: true,
    lora_alpha: null,
    lora_rank: null,
    quantization_config: null,
  };
  assertEquals(read(empty).getConfig().units, 2);
  for (const name of Object.keys(empty)) {
    assertThrows(
      () => read({ [name]: 4 }),
      dg.ValueError,
      `expected ${name} to be`,
    );
  }
});

Deno.test("short rows are as far from orthogonal as long ones", async () => {
  const penalty = new dg.regularizers.OrthogonalRegularizer({ factor: 1 });
  for (const size of [1, 1e-3, 1e-5]) {
    const w = dg.tensor([[3 * size, 4 * size], [4 * size, 3 * size]]);
    assertClose([await penalty.call(w).item()], [0.96], { terms: 20 });
  }
});

Deno.test("a trainer's steps are training, and nothing after them is", async () => {
  const model = new dg.layers.Dense({ units: 1 });
  const dropout = new dg.layers.Dropout({ rate: 0.5, seed: 1 });
  const trainer = new dg.Trainer({ model, optimizer: "sgd" });
  const x = dg.ones([64, 1]);
  let dropped = x;
  const loss = () => {
    dropped = dropout.apply(x).retain();
    return dg.mean(model.apply(x));
  };
  await trainer.minimize(loss).read();
  assertEquals((await dropped.read()).includes(0), true);
  await loss().read();
  assertEquals((await dropped.read()).includes(0), false);
});
