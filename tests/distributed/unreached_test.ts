/** The optimizer of several processes where gradients have to be read, with another process that says what it is told. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  type Communicator,
  DistributedOptimizer,
  Group,
} from "@decograd/decograd/distributed";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { failing } from "../helpers/failing_backend.ts";
import { holdTensors } from "../helpers/own_memory.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";
import { thorough } from "../helpers/thorough.ts";
import { TrainingRun } from "../helpers/training_run.ts";
import { unreached } from "../helpers/unreached_backend.ts";

const { SGD } = dg.optimizers;

/** Rank 0 of two, of which the other one has the same weights, and nothing to add. */
function first(other: Partial<Communicator> = {}): Group {
  return new Group({
    ...{ rank: 0, size: 2, meet() {}, broadcast() {}, finish() {} },
    allReduce: () => ({ end() {} }),
    allGather: (_, elements) => Float64Array.of(...elements, ...elements),
    ...other,
  });
}

/** Weights of 0 and 1, and the sum of all that is read of the device. */
async function twoWeights() {
  const read: number[] = [];
  const inner = unreached(new StrictBackend(), (length) => read.push(length));
  await dg.setBackend(new FusingBackend(inner));
  const [a, b] = [[2], [3]].map((shape, i) =>
    new dg.layers.Variable(dg.full(shape, i), { name: `w${i}` })
  );
  return { weights: [a, b], read };
}

const gradientsOf = ([a, b]: readonly dg.layers.Variable[]) => [
  dg.full(a.shape, 2),
  dg.full(b.shape, 4),
];

async function valuesOf(weights: readonly dg.layers.Variable[]) {
  const all = await Promise.all(weights.map(({ value }) => value.data()));
  return all.flatMap((one) => [...one]);
}

Deno.test("apply refuses gradients that were not exchanged, and names what to await", async () => {
  const { weights } = await twoWeights();
  for (const isBuilt of [true, false]) {
    const optimizer = new DistributedOptimizer(new SGD(1), { group: first() });
    if (isBuilt) optimizer.build(weights);
    const gradients = gradientsOf(weights);
    assertThrows(
      () => optimizer.apply(gradients, weights),
      dg.ValueError,
      "as fit does and minimizeAsync of a Trainer, or after await optimizer.exchange(gradients, variables)",
    );
    assertEquals(await valuesOf(weights), [0, 0, 1, 1, 1]);
    assertEquals(optimizer.iterations, 0);
    await optimizer.exchange(gradients, weights);
    // Others than those that were exchanged.
    assertThrows(
      () => optimizer.apply(gradientsOf(weights), weights),
      dg.ValueError,
      "to be exchanged before",
    );
    await optimizer.exchange(gradients, weights);
    optimizer.apply(gradients, weights);
    assertEquals(optimizer.iterations, 1);
    for (const one of weights) one.assign(dg.full(one.shape, 1));
    weights[0].assign(dg.zeros([2]));
  }
});

Deno.test("weights that are not those of rank 0 are refused by the first exchange, and nothing is changed", async () => {
  const { weights } = await twoWeights();
  let sent = 0;
  const group = first({
    broadcast: (_, elements) => void (sent++ < 2 || elements.fill(8)),
    allReduce: (_, elements) => ({ end: () => void (elements[0] *= 1) }),
  });
  const optimizer = new DistributedOptimizer("sgd", { group });
  const gradients = gradientsOf(weights);
  await assertRejects(
    () => optimizer.exchange(gradients, weights),
    dg.ValueError,
    "expected weights that are the same on every rank before the first step",
  );
  assertEquals(await valuesOf(weights), [0, 0, 1, 1, 1]);
});

Deno.test("all gradients are read at once, and only where there is an update", async () => {
  const { weights, read } = await twoWeights();
  const inner = new SGD({ learningRate: 1, gradientAccumulationSteps: 2 });
  const optimizer = new DistributedOptimizer(inner, { group: first() });
  const reads: number[][] = [];
  for (let step = 0; step < 4; step++) {
    const gradients = gradientsOf(weights);
    read.length = 0;
    await optimizer.exchange(gradients, weights);
    reads.push([...read]);
    optimizer.apply(gradients, weights);
  }
  // First the weights, which are compared.
  assertEquals(reads, [[2, 3], [5], [], [5]]);
  // Means of 2 and of nothing, of 4 and of nothing, twice.
  assertEquals(await valuesOf(weights), [-2, -2, -3, -3, -3]);
});

Deno.test("what is accumulated is shared when it has been read", async () => {
  const { weights } = await twoWeights();
  const inner = new SGD({ learningRate: 1, gradientAccumulationSteps: 2 });
  const optimizer = new DistributedOptimizer(inner, { group: first() });
  optimizer.build(weights);
  optimizer.apply(gradientsOf(weights), weights);
  await optimizer.shareAccumulated();
  const kept = (await optimizer.getState()).map(({ data }) => [...data]);
  assertEquals(kept.slice(-2), [[1, 1], [2, 2, 2]]);
});

Deno.test("a second step that does not wait for the first is refused", async () => {
  const { weights } = await twoWeights();
  const optimizer = new DistributedOptimizer(new SGD(1), { group: first() });
  const gradients = gradientsOf(weights);
  const exchange = optimizer.exchange(gradients, weights);
  const others = gradientsOf(weights);
  const message = "await each exchange, and each step";
  const again = () => optimizer.exchange(others, weights);
  await assertRejects(again, dg.ValueError, message);
  const apply = () => optimizer.apply(others, weights);
  assertThrows(apply, dg.ValueError, message);
  await exchange;
  optimizer.apply(gradients, weights);
  assertEquals(await valuesOf(weights), [-1, -1, -1, -1, -1]);
});

/** What fails, and after how many calls more it is tried again. */
const FAILING = [
  { what: "the device", stride: thorough() ? 1 : 11 },
  { what: "the exchange", stride: 1 },
] as const;

for (const { what, stride } of FAILING) {
  for (const isFirst of [true, false]) {
    const which = isFirst ? "first" : "later";
    Deno.test(`a ${which} step that waits leaves everything as it was if ${what} fails`, async () => {
      const device = failing(new StrictBackend());
      const others = failing(new StrictBackend());
      const [failed, sound] = what === "the device"
        ? [device, others]
        : [others, device];
      const backend = new FusingBackend(unreached(device.backend));
      await dg.setBackend(backend);
      using _hold = holdTensors();
      // What is exchanged fails as memory of another device does.
      const call = () => void others.backend.alloc(1);
      const group = first({
        broadcast: call,
        allReduce: () => {
          call();
          return { end: call };
        },
      });
      const optimizer = () =>
        new DistributedOptimizer(
          new dg.optimizers.Adam({ name: "adam", globalClipnorm: 0.5 }),
          { group, name: "optimizer" },
        );
      const begin = async () => {
        const run = new TrainingRun({ optimizer });
        if (!isFirst) await step(run, run.batch(0));
        return run;
      };
      using twin = await begin();
      const batch = twin.batch(2);
      await step(twin, batch);
      using run = await begin();
      const before = await run.state(), bytes = backend.bytesInUse;
      let failures = 0;
      for (;; failures++) {
        failed.failAfter(stride * failures);
        const error = await step(run, batch).catch((thrown) => thrown);
        if (!failed.mend()) break;
        assert(error instanceof dg.DeviceError, `${failures}: ${error}`);
        assertEquals(await run.state(), before, `${failures}`);
        assertEquals(backend.bytesInUse, bytes, `${failures}`);
      }
      assert(failures > 1 && !sound.mend(), `${failures}`);
      assertEquals(await run.state(), await twin.state());
      await dg.setBackend("wasm");
    });
  }
}

async function step(
  { trainer, model }: TrainingRun,
  [x, y]: readonly dg.Tensor[],
): Promise<void> {
  using loss = await trainer.minimizeAsync(() =>
    dg.losses.meanSquaredError(y, model.apply(x)).mean()
  );
  await loss.item();
}
