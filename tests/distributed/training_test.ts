/** Several processes train as one does. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";
import { alone, type Mpirun, testOnMpi } from "../helpers/mpi.ts";
import type { Run } from "../helpers/run_example.ts";
import { testOnTwoHosts } from "../helpers/two_hosts.ts";

/** What a program has printed as JSON in its last line. */
function saidBy({ code, out, err }: Run) {
  assertEquals([code, err], [0, ""]);
  return JSON.parse(out.trim().split("\n").at(-1)!);
}

/** How many steps an update takes in the trainings of a program, of which the first two are alike. */
const TRAININGS = ["1", "1", "4"];

/** What one process makes of it; both libraries are compared with it. */
let single: Promise<Run> | undefined;

/** Float32 sums in another order. */
const ALLOWED = 1e-6;

function assertCurve(actual: readonly number[], expected: readonly number[]) {
  assertEquals(actual.length, expected.length);
  const apart = actual.map((loss, i) => Math.abs(loss / expected[i] - 1));
  assert(Math.max(...apart) < ALLOWED, `${Math.max(...apart)} apart`);
}

/** Trains in so many processes, one time after the other: all have the curve of one, and the same bits. */
async function expectCurves(
  mpirun: Mpirun,
  size: number,
  trainings = TRAININGS,
): Promise<void> {
  single ??= alone("training", "none", ...TRAININGS);
  const one = saidBy(await single);
  const several = saidBy(await mpirun(size, "training", "mpi", ...trainings));
  assertEquals(several.length, trainings.length);
  for (const [i, { losses, bits }] of several.entries()) {
    assertEquals(losses.length, 20);
    assert(losses[19] < 0.7 * losses[0], `${losses}`);
    assertCurve(losses, one[i].losses);
    assertEquals(bits, Array(size).fill(bits[0]));
  }
  const [first, second] = several;
  if (second) assertEquals(second, first, "run after run");
}

testOnMpi(
  "2 ranks with batches of b / 2 have the curve of one with batches of b, also where they send what they accumulated in 4 steps, and the same bits run after run",
  (mpirun) => expectCurves(mpirun, 2),
);

testOnMpi(
  "so have 4 ranks with batches of b / 4",
  (mpirun) => expectCurves(mpirun, 4, ["1"]),
  "MPICH",
);

testOnMpi(
  "so have 2 ranks on WebGPU, by fit and step by step, where an update takes one read of the gradients",
  async (mpirun) => {
    const { told, refused } = saidBy(await mpirun(2, "on_device"));
    const [two, again, one] = told;
    assertEquals(again.fit, two.fit);
    assertEquals(again.loop.losses, two.loop.losses);
    for (const { bits } of [two.fit, two.loop]) {
      assertEquals(bits, [bits[0], bits[0]]);
    }
    for (const name of ["loss", "mae"]) {
      assertCurve(two.fit[name], one.fit[name]);
    }
    assertCurve(two.loop.losses, one.loop.losses);
    // Before the first, the four weights are compared; one alone reads nothing.
    assertEquals(two.loop.readBy, [5, 1, 1, 1, 1, 1]);
    assertEquals(one.loop.readBy, [0, 0, 0, 0, 0, 0]);
    assertMatch(
      refused[0],
      /await optimizer\.exchange\(gradients, variables\)/,
    );
    assertMatch(refused[1], /Cannot synchronize .* received webgpu/);
  },
  "MPICH",
);

/** The backward pass waits for the first piece, so that it would never end if that were sent after it. */
function expectOverlap(run: Run): void {
  const { events, weights } = saidBy(run);
  assertEquals(events, ["sent", "come before layer 2 is left", "sent"]);
  // Of inputs of 1 and 2.
  assertEquals(weights, [-0.5, -0.5]);
}

const OVERLAP = "gradients are exchanged while the backward pass goes on";

testOnMpi(OVERLAP, async (mpirun) => {
  expectOverlap(await mpirun(2, "overlap"));
});

testOnTwoHosts(`${OVERLAP}, over a slow line`, async (run) => {
  const { sent, ...rest } = await run("overlap");
  expectOverlap(rest);
  assert(sent > 2 * 4 * 7 * 2 ** 20, `${sent} bytes`);
});

testOnMpi(
  "fit is stopped, kept and gone on with, by other numbers of ranks",
  async (mpirun) => {
    const folder = await Deno.makeTempDir();
    try {
      const run = (size: number, ...rest: string[]): ReturnType<Mpirun> =>
        size === 1
          ? alone("fit", "none", ...rest)
          : mpirun(size, "fit", "mpi", ...rest);
      const one = saidBy(await run(1, `${folder}/one`));
      const backup = `${folder}/backup`;
      for (const [size, last] of [[2, 0], [1, 1], [2, 9]]) {
        const { out, ...rest } = await run(size, backup, `${last}`);
        const said = saidBy({ out, ...rest });
        const epochs = Math.min(last, 3) + 1;
        assertEquals(said.epoch, one.epoch.slice(0, epochs));
        for (const name of ["loss", "mae", "val_loss", "val_mae"]) {
          assertCurve(said.history[name], one.history[name].slice(0, epochs));
        }
        // The callbacks are told on rank 0; the others follow.
        const [[rate, told, ...first], ...others] = said.ranks;
        assertEquals(rate, 0.02 / epochs);
        assertEquals(told, said.told.length);
        assertEquals(
          others,
          others.map(() => [rate, 0, ...first]),
        );
        // One rank says how far they are.
        assertEquals(out.match(/^epoch \d\/4/gm)?.length, told);
      }
      // What was kept after the first step behind an update has what all had accumulated; its logs were those of rank 0.
      const kept = [`${folder}/on`, "9", `${backup}.steps/1-5.safetensors`];
      const on = saidBy(await run(1, ...kept));
      assertCurve(on.history.loss.slice(1), one.history.loss.slice(1));
      assertCurve(on.history.val_mae, one.history.val_mae);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
  "MPICH",
);

testOnMpi(
  "synchronized BatchNormalization takes the samples of all ranks for its statistics",
  async (mpirun) => {
    const one = saidBy(await alone("normalized", "none"));
    const two = saidBy(await mpirun(2, "normalized"));
    for (const name of ["y", "dx", "dw", "mean", "variance"]) {
      const [actual, expected]: number[][] = [
        two[name].flat(),
        one[name].flat(),
      ];
      assertEquals(actual.length, expected.length);
      const apart = actual.map((value, i) => Math.abs(value - expected[i]));
      assert(
        Math.max(...apart) < 1e-12,
        `${name}: ${Math.max(...apart)} apart`,
      );
    }
  },
  "MPICH",
);

Deno.test("around an optimizer of one process nothing changes", async () => {
  const group = await distributed.init({ backend: "none" });
  const scaled = new distributed.DistributedOptimizer(
    new dg.optimizers.LossScaleOptimizer(new dg.optimizers.SGD(1)),
    { group },
  );
  const own = new dg.layers.Variable(dg.tensor([2]), { name: "own" });
  scaled.apply([dg.tensor([2 ** 15])], [own]);
  assertEquals([...await own.value.data()], [1]);

  const [plain, around] = [false, true].map((isAround) => {
    const optimizer = new dg.optimizers.Adam({
      ...{ learningRate: 0.1, name: "adam" },
    });
    const weight = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
    const used = isAround
      ? new distributed.DistributedOptimizer(optimizer, { group })
      : optimizer;
    for (let i = 0; i < 3; i++) used.apply([dg.tensor([1, -1])], [weight]);
    return { used, weight };
  });
  assertEquals(
    [...await around.weight.value.data()],
    [...await plain.weight.value.data()],
  );
  assertEquals(around.used.iterations, 3);
  // A checkpoint of one goes on with the other.
  const kept = await plain.used.getState();
  assertEquals(await around.used.getState(), kept);
  around.used.setState(kept);
  assertEquals(around.used.learningRate, 0.1);
});
