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
