/** What is drawn for weights is not drawn where they come from a file. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { postponingDraws } from "../../variables/postponed.ts";
import { peekAt } from "../../variables/variable.ts";
import { inFolder } from "../helpers/folder.ts";
import { ownMemory } from "../helpers/own_memory.ts";

/** A layer that makes one weight as it is told. */
class Weight extends dg.layers.Layer {
  constructor(readonly initializer: dg.initializers.InitializerIdentifier) {
    super();
  }

  override build(): void {
    this.addWeight({
      name: "weight",
      shape: [8, 4],
      initializer: this.initializer,
    });
  }

  override call(x: dg.Tensor): dg.Tensor {
    return x;
  }
}

function weightOf(
  initializer: dg.initializers.InitializerIdentifier,
): dg.layers.Variable {
  const layer = new Weight(initializer);
  layer.build();
  return layer.weights[0];
}

const DRAWN = [
  new dg.initializers.GlorotUniform({ seed: 1 }),
  new dg.initializers.TruncatedNormal({ seed: 2 }),
  new dg.initializers.Orthogonal({ seed: 3 }),
];

Deno.test("a weight whose draw is postponed has the values of one that is drawn at once", async () => {
  for (const initializer of DRAWN) {
    const weight = postponingDraws(() => weightOf(initializer));
    assertEquals(peekAt(weight), null);
    assertEquals([weight.shape, weight.size], [[8, 4], 32]);
    const atOnce = weightOf(initializer);
    assertEquals(await weight.value.data(), await atOnce.value.data());
    assertEquals(await weight.value.data(), await atOnce.value.data());
  }
});

Deno.test("a weight that is assigned before it is read is never drawn", async () => {
  await using _own = await ownMemory();
  const before = dg.memory().bytesInUse;
  const weight = postponingDraws(() => weightOf(DRAWN[0]));
  assertEquals(dg.memory().bytesInUse, before);
  using ones = dg.ones([8, 4]);
  weight.assign(ones);
  assertEquals(await weight.value.sum().item(), 32);
  weight[Symbol.dispose]();
});

Deno.test("what moves a stream, or is the user's own, is drawn in its turn", () => {
  class Own extends dg.initializers.RandomUniform {}
  const stream = new dg.SeedGenerator({ seed: 1 });
  const others = [
    new dg.initializers.RandomUniform({ seed: stream }),
    new Own({ seed: 1 }),
    (shape: readonly number[]) => dg.randomUniform(shape),
    "ones" as const,
  ];
  postponingDraws(() => {
    for (const one of others) assertNotEquals(peekAt(weightOf(one)), null);
  });
  assertEquals(stream.getState().counter, 16);
  assertNotEquals(peekAt(weightOf(DRAWN[0])), null);
});

Deno.test("loadModel takes the memory of the weights once, and moves the stream of the user as their making does", () =>
  inFolder(async (folder) => {
    await using _own = await ownMemory();
    const make = () =>
      new dg.Sequential([
        new dg.layers.Dense({ units: 256, inputShape: [256] }),
        new dg.layers.Dense({ units: 256 }),
      ]);
    const path = `${folder}/model.keras`;
    dg.setRandomSeed(1);
    const model = make();
    const next = dg.defaultSeedGenerator().getState();
    await saveModel(model, path);
    dg.setRandomSeed(1);
    const { bytesInUse } = dg.memory({ resetPeak: true });
    const copy = await loadModel(path);
    const { bytesInUse: after, peakBytes } = dg.memory();
    assert(peakBytes - bytesInUse < 1.1 * (after - bytesInUse));
    assertEquals(dg.defaultSeedGenerator().getState(), next);
    const x = dg.ones([1, 256]);
    assertEquals(await copy.apply(x).data(), await model.apply(x).data());
  }));
