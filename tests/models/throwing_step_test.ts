/** A step in which something throws leaves everything as it was, on every backend and for every cause. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { openBackend } from "../../backends/mod.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { TrainingRun } from "../helpers/training_run.ts";
import { MISSING, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { thorough } from "../helpers/thorough.ts";

class Trap extends Error {}

/** Throws while it is set. */
const trap = { isSet: false };

function spring(): void {
  if (trap.isSet) throw new Trap("made to fail");
}

class Passing extends dg.layers.Layer {
  override call(x: dg.Tensor): dg.Tensor {
    spring();
    return x;
  }
}

class Holding extends dg.constraints.Constraint {
  override call(x: dg.Tensor): dg.Tensor {
    spring();
    return dg.maximum(x, -1);
  }
  override getConfig(): dg.layers.Config {
    return {};
  }
}

class Rule extends dg.optimizers.SGD {
  protected override numbers(rate: number, step: number): readonly number[] {
    spring();
    return super.numbers(rate, step);
  }
}

interface Cause {
  /** What throws. */
  readonly what: string;
  /** Makes it part of a training. */
  readonly make?: () => TrainingRun;
  /** Makes a step in which it throws, if it is set. */
  readonly step?: (run: TrainingRun) => void;
}

const adam = () => new dg.optimizers.Adam({ name: "adam" });
const scaled = () =>
  new dg.optimizers.LossScaleOptimizer({ innerOptimizer: adam() });

function withLayer(make: () => dg.layers.Layer): TrainingRun {
  const run = new TrainingRun({ optimizer: scaled });
  run.model.add(make());
  return run;
}

const CAUSES: readonly Cause[] = [
  { what: "a layer", make: () => withLayer(() => new Passing()) },
  {
    what: "a constraint",
    make: () =>
      withLayer(() =>
        new dg.layers.Dense({ units: 2, kernelConstraint: new Holding() })
      ),
  },
  {
    what: "an optimizer's numbers",
    make: () => new TrainingRun({ optimizer: () => new Rule() }),
  },
  {
    what: "a loss function",
    step: (run) =>
      run.trainer.minimize(() => {
        const [x, y] = run.batch(3);
        const loss = dg.mean(dg.square(dg.sub(run.model.apply(x), y)));
        spring();
        return loss;
      })[Symbol.dispose](),
  },
  {
    what: "a loss function's own step",
    step: (run) =>
      run.trainer.minimize(() => {
        const [x, y] = run.batch(3);
        run.step(4);
        run.measure(1);
        dg.randomNormal([3]);
        const loss = dg.mean(dg.square(dg.sub(run.model.apply(x), y)));
        spring();
        return loss;
      })[Symbol.dispose](),
  },
];

const PLACES: Record<string, () => Backend | Promise<Backend>> = {
  reference: () => openBackend("reference"),
  "wasm, not fused": () => openBackend("wasm", { fuse: false }),
  wasm: () => openBackend("wasm"),
  ...MISSING.webgpu === undefined && {
    "webgpu, not fused": () => openBackend("webgpu", { fuse: false }),
    webgpu: () => openBackend("webgpu"),
  },
};

for (const [place, open] of Object.entries(PLACES)) {
  for (const [i, { what, make, step }] of CAUSES.entries()) {
    // What throws is above the devices, of which one takes long: each cause there fused or not.
    const isSlow = place.startsWith("webgpu") && webgpuIsSoftware;
    if (isSlow && !thorough() && (i % 2 === 0) === (place === "webgpu")) {
      continue;
    }
    Deno.test(`${what} that throws leaves everything as it was (${place})`, async () => {
      const backend = await dg.setBackend(await open());
      const begin = make ?? (() => new TrainingRun({ optimizer: scaled }));
      const act = (run: TrainingRun) => {
        using _scope = new dg.Scope();
        if (step) step(run);
        else run.step(2);
      };
      using twin = begin();
      using run = begin();
      for (const one of [twin, run]) {
        dg.setRandomSeed(7);
        one.step(0);
        one.step(1);
        one.measure(1);
        if (one === run) {
          const before = await run.state(), bytes = backend.bytesInUse;
          trap.isSet = true;
          assertThrows(() => act(run), Trap);
          trap.isSet = false;
          assertEquals(await run.state(), before);
          assertEquals(backend.bytesInUse, bytes);
        }
        act(one);
      }
      assertEquals(await run.state(), await twin.state());
      await dg.setBackend("wasm");
      if (place.startsWith("webgpu")) backend[Symbol.dispose]();
    });
  }
}

for (const fuses of [true, false]) {
  Deno.test(`a batch that is too large leaves everything as it was (${fuses ? "fused" : "not fused"})`, async () => {
    const inner = new WasmBackend({ maximumBytes: 2 ** 22, threads: 1 });
    const backend = fuses ? new FusingBackend(inner) : inner;
    await dg.setBackend(backend);
    using run = new TrainingRun({ optimizer: adam });
    using twin = new TrainingRun({ optimizer: adam });
    for (const one of [twin, run]) {
      dg.setRandomSeed(7);
      one.step(0);
      const x = dg.zeros([2 ** 16, 5]), y = dg.zeros([2 ** 16, 2]);
      if (one === run) {
        const before = await run.state(), bytes = backend.bytesInUse;
        for (let i = 0; i < 3; i++) {
          assertThrows(() => run.trainer.step(x, y), dg.DeviceError);
          assertEquals(await run.state(), before);
          assertEquals(backend.bytesInUse, bytes);
        }
      }
      x[Symbol.dispose]();
      y[Symbol.dispose]();
      one.step(1);
    }
    assertEquals(await run.state(), await twin.state());
    await dg.setBackend("wasm");
  });
}
