/** A step that fails leaves everything as it was, wherever in it the device fails. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";
import { failing } from "../helpers/failing_backend.ts";
import { thorough } from "../helpers/thorough.ts";
import { TrainingRun } from "../helpers/training_run.ts";

const { Adam, SGD, Lamb, LossScaleOptimizer } = dg.optimizers;
const name = "optimizer";

const OPTIMIZERS: Record<string, () => dg.optimizers.Optimizer> = {
  Adam: () => new Adam({ name, globalClipnorm: 0.5 }),
  "SGD with momentum": () =>
    new SGD({ name, momentum: 0.9, learningRate: 0.1 }),
  Lamb: () => new Lamb({ name, weightDecay: 0.01 }),
  "Adam with averages": () =>
    new Adam({ name, useEma: true, emaOverwriteFrequency: 2, clipnorm: 1 }),
  "accumulated SGD": () => new SGD({ name, gradientAccumulationSteps: 2 }),
  "scaled Adam": () =>
    new LossScaleOptimizer({
      name,
      innerOptimizer: new Adam({ name: "inner" }),
      initialScale: 8,
    }),
};

const strict = () => new StrictBackend();
const wasm = () => new WasmBackend({ threads: 1 });

/** Where it is tried: what is not fused has no memory in common that could be spoilt. */
const PLACES = [
  { name: "reference, fused", open: strict, fuses: true },
  { name: "wasm, fused", open: wasm, fuses: true },
  { name: "wasm, not fused", open: wasm, fuses: false },
];

/** All of them for a step where users are; elsewhere the one that has most to put back is enough. */
function optimizersFor(
  place: string,
  { what }: Action,
): [string, () => dg.optimizers.Optimizer][] {
  const all = Object.entries(OPTIMIZERS);
  if (place === "wasm, fused" && what === "a step" || thorough()) return all;
  return all.filter(([name]) => name === "Adam with averages");
}

/** What fails, and whether it does without an optimizer's state or weights before it. */
interface Action {
  readonly what: string;
  readonly act: (run: TrainingRun) => void;
  /** Whether a step by hand is not told as one where each kernel runs at once. */
  readonly onlyFused?: boolean;
}

const ACTIONS: readonly Action[] = [
  { what: "a step", act: (run) => run.step(2) },
  { what: "a step by hand", act: (run) => run.stepByHand(2), onlyFused: true },
  { what: "an update", act: (run) => run.update(2) },
  { what: "a metric's update", act: (run) => run.measure(2) },
];

/** Lets an action fail at its first call, its second, and so on, until it succeeds; returns how often it failed. */
async function failEverywhere(
  open: () => Backend,
  fuses: boolean,
  optimizer: () => dg.optimizers.Optimizer,
  { what, act }: Action,
  isFirst: boolean,
): Promise<void> {
  const { backend: inner, failAfter, mend } = failing(open());
  const backend = fuses ? new FusingBackend(inner) : inner;
  await dg.setBackend(backend);
  const begin = async (run: TrainingRun) => {
    // By hand models and optimizers are built when they are called, whatever comes of that.
    if (isFirst && what === "a step") return;
    run.model.build([null, 5]);
    run.trainer.optimizer.build(run.model.trainableVariables);
    if (isFirst) return;
    run.step(0);
    run.stepByHand(1);
    run.measure(1);
    await run.state();
  };
  using twin = new TrainingRun({ optimizer });
  await begin(twin);
  act(twin);
  const expected = await twin.state();

  using run = new TrainingRun({ optimizer });
  await begin(run);
  const before = await run.state();
  const bytes = backend.bytesInUse;
  for (let calls = 0;; calls++) {
    let error: unknown;
    failAfter(calls);
    try {
      act(run);
      backend.flush();
    } catch (thrown) {
      error = thrown;
    }
    const failed = mend();
    if (!failed) break;
    assert(error instanceof dg.DeviceError, `call ${calls}: ${error}`);
    assertEquals(await run.state(), before, `call ${calls}`);
    assertEquals(backend.bytesInUse, bytes, `call ${calls}`);
    if (calls > 2000) throw new Error("It never succeeds");
  }
  assertEquals(await run.state(), expected);
}

for (const { name: place, open, fuses } of PLACES) {
  for (const action of ACTIONS) {
    if (action.onlyFused && !fuses) continue;
    Deno.test(
      `${action.what} that fails leaves everything as it was (${place})`,
      async (t) => {
        for (const [name, optimizer] of optimizersFor(place, action)) {
          // State is made in the same way by all.
          const isEnough = name !== "Adam with averages" && !thorough();
          for (const isFirst of isEnough ? [false] : [true, false]) {
            await t.step(`${name}${isFirst ? ", first" : ""}`, async () => {
              await failEverywhere(open, fuses, optimizer, action, isFirst);
            });
          }
        }
        await dg.setBackend("wasm");
      },
    );
  }
}
