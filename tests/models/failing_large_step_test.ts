/** Large models have their weights written over in place: what may fail comes before that, and nothing is ever lost. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";
import { failing } from "../helpers/failing_backend.ts";
import { TrainingRun } from "../helpers/training_run.ts";

/** Weights and slots of 1.8 MB in float64, which is more than what is kept twice. */
const UNITS = 270;
const optimizer = () => new dg.optimizers.Adam({ name: "adam" });

class WideRun extends TrainingRun {
  constructor() {
    super({ optimizer, units: UNITS });
    this.model.add(new dg.layers.Dense({ units: UNITS }));
    this.model.add(new dg.layers.Dense({ units: UNITS, name: "wide" }));
    this.model.add(new dg.layers.Dense({ units: 2 }));
  }
}

Deno.test("a large step that fails before it writes over weights leaves everything as it was, and loses none behind that", async () => {
  const strict = new StrictBackend();
  const { backend: inner, failAfter, mend } = failing(strict);
  const backend = new FusingBackend(inner);
  await dg.setBackend(backend);
  using twin = new WideRun();
  twin.step(0);
  const weights = strict.bytesInUse;
  strict.restart();
  twin.step(1);
  const added = strict.peak - weights;
  const expected = await twin.state();

  using run = new WideRun();
  run.step(0);
  const before = await run.state(), bytes = backend.bytesInUse;
  const mixed: boolean[] = [];
  for (let calls = 0;; calls++) {
    failAfter(calls);
    try {
      run.step(1);
    } catch (error) {
      assert(error instanceof dg.DeviceError);
    }
    if (!mend()) break;
    assertEquals(backend.bytesInUse, bytes);
    const state = await run.state();
    const isBefore = (key: string) =>
      state[key].every((value, i) => Object.is(value, before[key][i]));
    const changed = Object.keys(before).filter((key) => !isBefore(key));
    for (const key of changed) {
      assertEquals(state[key], expected[key], `call ${calls}: ${key}`);
    }
    mixed.push(changed.length > 0);
    if (changed.length > 0) break;
  }
  // All but the kernels that update weights.
  assert(mixed.length > 30 && !mixed.slice(0, -1).includes(true));
  run.step(1);
  assert(added < 0.8 * weights, `${added} bytes beside ${weights}`);
  await dg.setBackend("wasm");
});
