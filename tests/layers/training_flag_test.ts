import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { BatchNormalization, Dense, Dropout } = dg.layers;
const { Sequential } = dg;

/** Tells whether it is being trained, by its output. */
class Probe extends dg.layers.Layer {
  readonly inner = new Dropout({ rate: 0.5, seed: 3 });
  override call(x: dg.Tensor): dg.Tensor {
    return this.inner.apply(x);
  }
}

async function isTrained(y: dg.Tensor): Promise<boolean> {
  return (await y.data()).includes(0);
}

Deno.test("layers are in training when they are told, and those in them too", async () => {
  const x = dg.ones([1, 64]);
  const model = new Sequential([new Probe()]);
  assertEquals(await isTrained(model.apply(x)), false);
  assertEquals(await isTrained(model.apply(x, { training: true })), true);
  assertEquals(await isTrained(model.apply(x, { training: false })), false);
  assertEquals(await isTrained(model.apply(x)), false);
});

Deno.test("a layer can be told otherwise than what is around it", async () => {
  class Frozen extends Probe {
    override call(x: dg.Tensor): dg.Tensor {
      return this.inner.apply(x, { training: false });
    }
  }
  const y = new Frozen().apply(dg.ones([1, 64]), { training: true });
  assertEquals(await isTrained(y), false);
});

Deno.test("an error in training ends it", async () => {
  class Broken extends dg.layers.Layer {
    override call(): dg.Tensor {
      throw new Error("broken");
    }
  }
  const x = dg.ones([1, 64]);
  assertThrows(() => new Broken().apply(x, { training: true }), Error);
  assertEquals(await isTrained(new Probe().apply(x)), false);
});

forEachBackend(
  "a trainer's step trains, and moves the statistics",
  async (backend) => {
    const model = new Sequential([
      new Dense({ units: 2, inputShape: [3] }),
      new BatchNormalization({ momentum: 0.5 }),
      new Dropout({ rate: 0.2 }),
    ]);
    const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
    const x = dg.randomNormal([8, 3], { seed: 1 });
    const y = dg.zeros([8, 2]);
    const [mean] = model.nonTrainableVariables;
    const before = [...await mean.value.data()];
    trainer.step(x, y)[Symbol.dispose]();
    const bytes = backend.bytesInUse;
    const after = [...await mean.value.data()];
    assert(before.some((value, i) => value !== after[i]));
    trainer.step(x, y)[Symbol.dispose]();
    assert(backend.bytesInUse <= bytes);
    assertEquals(model.trainableVariables.length, 4);
  },
);

Deno.test("the gradient of a variable is that of all it held on the way", async () => {
  const variable = new dg.layers.Variable(dg.tensor(3));
  const { gradients } = dg.valueAndGrad(() => {
    const before = dg.square(variable);
    variable.assign(5);
    return dg.add(before, dg.square(variable));
  }, [variable]);
  assertEquals(await gradients[0].item(), 6 + 10);
});

Deno.test("dropout repeats itself by its seed, and differs from call to call", async () => {
  const x = dg.ones([1, 64]);
  const draw = (layer: dg.layers.Layer) =>
    layer.apply(x, { training: true }).data();
  const [a, b] = [1, 1].map((seed) => new Dropout({ rate: 0.5, seed }));
  const first = await draw(a);
  assertEquals(await draw(b), first);
  assert((await draw(a)).some((value, i) => value !== first[i]));
  dg.setRandomSeed(4);
  const c = await draw(new Dropout({ rate: 0.5 }));
  dg.setRandomSeed(4);
  assertEquals(await draw(new Dropout({ rate: 0.5 })), c);
});

Deno.test("dropout keeps the mean, and drops what the noise shape says", async () => {
  const x = dg.ones([100, 100]);
  const layer = new Dropout({ rate: 0.25, noiseShape: [null, 1], seed: 1 });
  const rows = await dg.mean(layer.apply(x, { training: true }), { axis: 1 })
    .data();
  for (const row of rows) assert(row === 0 || Math.abs(row - 4 / 3) < 1e-6);
  const plain = new Dropout({ rate: 0.25, seed: 1 });
  const mean = await dg.mean(plain.apply(x, { training: true })).item();
  // 10,000 draws, each with deviation sqrt(1 / 3).
  assert(Math.abs(mean - 1) < 4 * Math.sqrt(1 / 3) / 100);
  const all = new Dropout({ rate: 1 }).apply(x, { training: true });
  assertEquals(await dg.sum(all).item(), 0);
});

Deno.test("spatial dropout drops whole channels", async () => {
  for (const dataFormat of ["channels_last", "channels_first"] as const) {
    const layer = new dg.layers.SpatialDropout2D({
      rate: 0.5,
      dataFormat,
      seed: 2,
    });
    const y = layer.apply(dg.ones([8, 8, 8, 8]), { training: true });
    const axis = dataFormat === "channels_last" ? [1, 2] : [2, 3];
    const means = new Set(await dg.mean(y, { axis }).data());
    assertEquals([...means].sort(), [0, 2]);
  }
});

Deno.test("noise has the deviation that it is given", async () => {
  const layer = new dg.layers.GaussianNoise({ stddev: 0.5, seed: 1 });
  const y = layer.apply(dg.zeros([10_000]), { training: true });
  const deviation = Math.sqrt(await dg.variance(y).item());
  assert(Math.abs(deviation - 0.5) < 4 * 0.5 / Math.sqrt(2 * 10_000));
});
