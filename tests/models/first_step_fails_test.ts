/** A first step that fails leaves a model that is not built. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertThrows } from "@std/assert";
import { ownMemory } from "../helpers/own_memory.ts";

/** A layer whose weight another one holds too. */
class Borrowing extends dg.layers.Layer {
  kernel?: dg.layers.Variable;
  readonly inner = new dg.layers.Dense({ units: 3 });

  override call(x: dg.Tensor): dg.Tensor {
    const y = this.inner.apply(x);
    this.kernel = this.inner.kernel;
    return y;
  }

  override computeOutputShape(): dg.layers.PartialShape {
    return [null, 3];
  }
}

const WRAPPERS: readonly (readonly [string, () => dg.layers.Layer])[] = [
  ["Dense", () => new dg.layers.Dense({ units: 3 })],
  [
    "SpectralNormalization",
    () =>
      new dg.layers.SpectralNormalization({
        layer: new dg.layers.Dense({ units: 3 }),
      }),
  ],
  ["a layer that holds a weight of another", () => new Borrowing()],
];

for (const [name, make] of WRAPPERS) {
  Deno.test(`weights of a first step that failed are gone (${name})`, async () => {
    await using _own = await ownMemory();
    let left = 2;
    const broken = new dg.layers.Lambda({
      function: (x) => {
        if (left-- > 0) throw new Error("broken");
        return x;
      },
    });
    const model = new dg.Sequential([make(), broken]);
    const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
    const x = dg.ones([4, 3]), y = dg.zeros([4, 3]);
    const before = dg.getBackend().bytesInUse;
    for (const _ of [1, 2]) {
      assertThrows(() => trainer.step(x, y), Error, "broken");
      for (const weight of model.weights) await weight.value.data();
      assertEquals(dg.getBackend().bytesInUse, before);
    }
    trainer.step(x, y);
    for (const weight of model.weights) await weight.value.data();
  });
}
