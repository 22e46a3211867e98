/** Steps longer than what is written down at once, and steps of which nothing is read in between. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";
import { failing } from "../helpers/failing_backend.ts";
import { TrainingRun } from "../helpers/training_run.ts";

const optimizer = () => new dg.optimizers.Adam({ name: "adam" });

class DeepRun extends TrainingRun {
  constructor() {
    super({ optimizer });
    for (let i = 0; i < 110; i++) {
      this.model.add(
        new dg.layers.Dense({ units: 2, activation: "tanh", name: `d${i}` }),
      );
    }
  }
}

Deno.test("a step of several windows that fails leaves everything as it was, in whichever it fails", async () => {
  const strict = new StrictBackend();
  const { backend: inner, failAfter, mend } = failing(strict);
  const backend = new FusingBackend(inner);
  await dg.setBackend(backend);
  using twin = new DeepRun();
  using run = new DeepRun();
  for (const one of [twin, run]) {
    dg.setRandomSeed(1);
    one.step(0);
  }
  twin.step(1);
  const before = await run.state(), bytes = backend.bytesInUse;
  let failures = 0;
  for (let calls = 0;; calls += 83) {
    failAfter(calls);
    try {
      run.step(1);
    } catch (error) {
      assert(error instanceof dg.DeviceError);
    }
    if (!mend()) break;
    failures++;
    assertEquals(await run.state(), before, `call ${calls}`);
    assertEquals(backend.bytesInUse, bytes);
  }
  assert(failures > 10, `${failures} failures`);
  assertEquals(await run.state(), await twin.state());
  await dg.setBackend("wasm");
});

Deno.test("a step that fails keeps those before it, of which nothing has been read", async () => {
  for (const byHand of [true, false]) {
    const { backend: inner, failAfter, mend } = failing(new StrictBackend());
    const backend = new FusingBackend(inner);
    await dg.setBackend(backend);
    const step = (run: TrainingRun, i: number): void => {
      if (byHand) run.stepByHand(i);
      else run.step(i);
      run.measure(i);
    };
    using twin = new TrainingRun({ optimizer });
    using run = new TrainingRun({ optimizer });
    for (const one of [twin, run]) {
      one.model.build([null, 5]);
      one.trainer.optimizer.build(one.model.trainableVariables);
      dg.setRandomSeed(1);
      for (let i = 0; i < 3; i++) step(one, i);
      if (one === twin) continue;
      // What is written by then has to be done, or else it is what fails.
      if (byHand) backend.flush();
      failAfter(20);
      assertThrows(() => {
        step(run, 3);
        backend.flush();
      }, dg.DeviceError);
      assert(mend());
    }
    assertEquals(await run.state(), await twin.state());
  }
  await dg.setBackend("wasm");
});

Deno.test("what was put into a variable stays, whatever fails that is written down beside it", async () => {
  const { backend: inner, failAfter, mend } = failing(new StrictBackend());
  const backend = new FusingBackend(inner);
  await dg.setBackend(backend);
  using w = new dg.layers.Variable(dg.tensor([1, 2]));
  using large = dg.exp(dg.ones([5]));
  w.assign(dg.mul(w, 3)); // waits
  w.assign(dg.tensor([7, 8])); // does not
  failAfter(0);
  assertThrows(() => backend.flush(), dg.DeviceError);
  mend();
  assertEquals([...await w.value.data()], [7, 8]);
  await large.data().catch(() => {});
  w.assign(dg.mul(w, 2));
  failAfter(0);
  assertThrows(() => backend.flush(), dg.DeviceError);
  mend();
  assertEquals([...await w.value.data()], [7, 8]);
  await dg.setBackend("wasm");
});
