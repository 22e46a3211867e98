/** What one process has, and becomes that of all: weights as a training begins, and what is accumulated as it is kept. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { DistributedOptimizer } from "@decograd/decograd/distributed";
import { readCheckpoint } from "../../models/saving/checkpoint_file.ts";
import { second } from "./second.ts";

Deno.test("a step that fails takes back what was shared, and the next one shares it", async () => {
  await dg.setBackend("wasm");
  // Words travel as float64.
  const { group } = second({
    broadcast: (_, elements) =>
      void (elements instanceof Float32Array && elements.fill(8)),
  });
  const options: dg.layers.DenseOptions = {
    ...{ units: 1, kernelInitializer: "ones", inputShape: [1] },
  };
  const model = new dg.Sequential([
    new dg.layers.Dense({ ...options, trainable: false }),
    new dg.layers.Dense({ ...options, useBias: false }),
  ]);
  const optimizer = new DistributedOptimizer(new dg.optimizers.SGD(0), {
    group,
  });
  const trainer = new dg.Trainer({ model, optimizer });
  const values = async () => {
    const all = model.weights.map(({ value }) => value.data());
    return (await Promise.all(all)).map(([one]) => one);
  };
  const fails = () => {
    throw new Error("a loss of one's own");
  };
  assertThrows(() => trainer.minimize(fails), Error, "one's own");
  assertEquals(await values(), [1, 0, 1]);
  trainer.minimize(() => model.apply(dg.ones([1, 1])).sum());
  assertEquals(await values(), [8, 8, 8]);
});

Deno.test("a training that is stopped between two updates keeps what all have accumulated", async () => {
  await dg.setBackend("wasm");
  const { group } = second({ rank: 0, broadcast() {} });
  const inner = new dg.optimizers.SGD({ gradientAccumulationSteps: 4 });
  const optimizer = new DistributedOptimizer(inner, { group });
  const dense = new dg.layers.Dense({ units: 1, inputShape: [1] });
  const model = new dg.Sequential([dense]);
  model.compile({ optimizer, loss: () => dense.bias!.value.sum() });
  const stop = new AbortController();
  let kept: number[] = [];
  const callback = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd(batch) {
      if (batch === 1) stop.abort();
    },
  });
  callback.onInterrupt = async () => {
    const state = await optimizer.getState();
    kept = [...state.at(-1)!.data];
  };
  await model.fit(dg.ones([8, 1]), dg.ones([8, 1]), {
    ...{ batchSize: 2, verbose: 0, signal: stop.signal },
    callbacks: [callback],
  });
  // Two gradients of 1, and the 3 of the other rank.
  assertEquals(kept, [(2 + 3) / 2]);
});

Deno.test("what a callback keeps between two updates has what all have accumulated, awaited or not, and nothing is shared where nothing is kept", async () => {
  await dg.setBackend("wasm");
  const folder = await Deno.makeTempDir();
  for (const isAwaited of [true, false]) {
    const { group, calls } = second({ rank: 0, broadcast() {} });
    const inner = new dg.optimizers.SGD({ gradientAccumulationSteps: 3 });
    const optimizer = new DistributedOptimizer(inner, { group });
    const dense = new dg.layers.Dense({ units: 1, inputShape: [1] });
    const model = new dg.Sequential([dense]);
    model.compile({ optimizer, loss: () => dense.bias!.value.sum() });
    const saves: Promise<void>[] = [], shares: number[] = [];
    const callback = new dg.callbacks.LambdaCallback({
      async onTrainBatchEnd(batch) {
        shares.push(calls.filter((one) => one === "sum of 1").length);
        if (batch % 3 === 0) return;
        const save = dg.saveCheckpoint(model, `${folder}/${batch}.safetensors`);
        saves.push(save);
        if (isAwaited) await save;
      },
    });
    await model.fit(dg.ones([6, 1]), dg.ones([6, 1]), {
      ...{ batchSize: 1, verbose: 0, callbacks: [callback] },
    });
    await Promise.all(saves);
    // Two shared what two weights had, one number each; others had nothing to share. Two updates sent one gradient each.
    assertEquals(shares.at(-1), 2 * 2 + 2);
    const accumulated: number[] = [];
    for (const batch of [1, 2, 4]) {
      const path = `${folder}/${batch}.safetensors`;
      const bytes = await Deno.readFile(path);
      const { parts } = readCheckpoint("read it", bytes);
      const { value } = parts.optimizers[0].at(-1)!;
      accumulated.push(...(value as { data: Float32Array }).data);
    }
    assertEquals(accumulated, [(2 + 3) / 2, 0, (2 + 3) / 2]);
  }
  await Deno.remove(folder, { recursive: true });
});
