/** The next batch is in the making while a step is computed: by the order of what happens, not by a clock. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { openBackend } from "../../backends/mod.ts";

const { Dataset } = dg.data;

/** A batch of two samples. */
function batchOf(i: number): [x: dg.data.ShapedArray, y: dg.data.ShapedArray] {
  const data = Float32Array.of(i, i + 1);
  return [{ shape: [2, 1], data }, { shape: [2, 1], data }];
}

function compiled(): dg.Sequential {
  const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  return model;
}

Deno.test("with prefetch a batch is asked for before the step on the one before", async () => {
  const ordered = async (ahead: number): Promise<string[]> => {
    const events: string[] = [];
    const made = new Dataset([0, 1, 2]).map((i) => {
      events.push(`make ${i}`);
      return batchOf(i);
    });
    await compiled().fit(ahead > 0 ? made.prefetch(ahead) : made, null, {
      verbose: 0,
      callbacks: [
        new dg.callbacks.LambdaCallback({
          onTrainBatchBegin: (i) => void events.push(`begin ${i}`),
          onTrainBatchEnd: (i) => void events.push(`end ${i}`),
        }),
      ],
    });
    return events;
  };
  const steps = [0, 1, 2].map((i) => [`begin ${i}`, `end ${i}`]);
  assertEquals(
    await ordered(0),
    steps.flatMap((step, i) => [`make ${i}`, ...step]),
  );
  assertEquals(await ordered(1), [
    ...["make 0", "make 1", ...steps[0]],
    ...["make 2", ...steps[1]],
    ...steps[2],
  ]);
  assertEquals(await ordered(2), [
    ...["make 0", "make 1", "make 2", ...steps[0]],
    ...[...steps[1], ...steps[2]],
  ]);
});

/** A backend whose reads wait, as those of a device that is busy. */
async function openWaiting(until: () => Promise<void>): Promise<Backend> {
  const inner = await openBackend("reference");
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(inner, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const made = methods.get(key) ??
        (key === "read"
          ? async (...args: Parameters<Backend["read"]>) => {
            const read = target.read(...args);
            await until();
            return await read;
          }
          : value.bind(target));
      methods.set(key, made);
      return made;
    },
  });
}

Deno.test("with prefetch a batch gets ready while the device is waited for", async () => {
  const ready = [0, 1, 2].map(() => Promise.withResolvers<void>());
  let waitsFor: number | null = null;
  const read: number[] = [];
  // The step is done no sooner than the batch behind it is ready: without prefetch both would wait for ever.
  await dg.setBackend(
    await openWaiting(async () => {
      if (waitsFor !== null) await ready[waitsFor].promise;
    }),
  );
  const batches = new Dataset([0, 1, 2]).map(async (i) => {
    await new Promise((resolve) => setTimeout(resolve));
    ready[i].resolve();
    return batchOf(i);
  });
  await compiled().fit(batches.prefetch(1), null, {
    verbose: 0,
    callbacks: [
      new dg.callbacks.LambdaCallback({
        onTrainBatchEnd: async (i, logs) => {
          waitsFor = i < 2 ? i + 1 : null;
          read.push(Object.keys(await logs).length);
          waitsFor = null;
        },
      }),
    ],
  });
  assertEquals(read, [1, 1, 1]);
});
