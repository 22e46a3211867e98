/** A step whose worker is gone leaves everything as it was, and training goes on without the worker. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { randomData } from "../helpers/random_data.ts";
import { TrainingRun } from "../helpers/training_run.ts";

/** Milliseconds in which a worker has to be heard. */
const PATIENCE = 1000;
const ROWS = 8192;

type Workers = { readonly Worker: new (...args: unknown[]) => object };
type Process = { getBuiltinModule(name: string): Workers };

/** What a worker does that takes a job of the `lists`-th list and is never heard of again. */
const gone = (lists: number) => `
  const { memory, control, at } = require("node:worker_threads").workerData;
  const words = new Int32Array(memory.buffer), base = control / 4;
  Atomics.add(words, base + at.ready, 1);
  for (let seen = 0;;) {
    const epoch = Atomics.load(words, base + at.epoch);
    const left = Atomics.load(words, base + at.left);
    const takes = seen >= ${lists} && left > 0;
    if (takes && Atomics.compareExchange(words, base + at.left, left, left - 1) === left) break;
    if (left > 0) seen++;
    Atomics.wait(words, base + at.epoch, epoch);
  }
  for (;;) Atomics.wait(words, base + at.stopped, 0);`;

/** Runs `f` while workers are started that do so. */
async function withLostWorkers(
  lists: number,
  f: () => Promise<void>,
): Promise<void> {
  const { process } = globalThis as unknown as { process: Process };
  const { getBuiltinModule } = process;
  process.getBuiltinModule = (name) => {
    const real = getBuiltinModule.call(process, name);
    if (name !== "node:worker_threads") return real;
    const Worker = class extends real.Worker {
      constructor(...[, options]: unknown[]) {
        super(gone(lists), options);
      }
    };
    return { ...real, Worker };
  };
  try {
    await f();
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
}

class LargeRun extends TrainingRun {
  override batch(step: number): [dg.Tensor, dg.Tensor] {
    return [
      dg.tensor(randomData(ROWS * 64, step), [ROWS, 64]),
      dg.tensor(randomData(ROWS * 2, 50 + step), [ROWS, 2]),
    ];
  }
}

const options = {
  optimizer: () => new dg.optimizers.Adam({ name: "adam" }),
  units: 96,
};

for (const lists of [0, 10]) {
  Deno.test(`a worker that is lost with its ${lists + 1}th job takes nothing with it`, () =>
    withLostWorkers(lists, async () => {
      const backend = new FusingBackend(
        new WasmBackend({ threads: 2, patience: PATIENCE }),
      );
      await dg.setBackend(backend);
      using run = new LargeRun(options);
      run.step(0);
      let failures = 0, made = 1;
      while (failures === 0) {
        assert(made < 100, "no worker has been lost");
        const before = await run.state(), bytes = backend.bytesInUse;
        try {
          run.step(made);
          made++;
        } catch (error) {
          failures++;
          assert((error as Error).message.includes("on several threads"));
          assertEquals(await run.state(), before);
          assertEquals(backend.bytesInUse, bytes);
        }
      }
      run.step(made++);

      await dg.setBackend(new FusingBackend(new WasmBackend({ threads: 1 })));
      using twin = new LargeRun(options);
      for (let step = 0; step < made; step++) twin.step(step);
      assertEquals(await run.state(), await twin.state());
      await dg.setBackend("wasm");
    }));
}
