/** Which of its files ModelCheckpoint keeps. */

import { assertEquals, assertThrows } from "@std/assert";
import { stub } from "@std/testing/mock";
import * as dg from "@decograd/decograd";

interface Plan {
  /** The only weight in each epoch: its square is the loss. */
  readonly weights: readonly number[];
  readonly options?: Partial<dg.callbacks.ModelCheckpointOptions>;
  /** The epoch at whose end the power goes out. */
  readonly stopAt?: number;
}

/** Trains with a checkpoint after each epoch. */
async function train(
  folder: string,
  { weights, options = {}, stopAt = Infinity }: Plan,
): Promise<void> {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, useBias: false, inputShape: [1] }),
  ], { name: "model" });
  model.compile({
    optimizer: new dg.optimizers.SGD({ learningRate: 0 }),
    loss: "mse",
  });
  const hooks = new dg.callbacks.LambdaCallback({
    onEpochBegin: (epoch) => {
      using weight = dg.tensor([[weights[epoch]]]);
      model.setWeights([weight]);
    },
    onEpochEnd: (epoch) => {
      if (epoch === stopAt) throw new Error("the power is gone");
    },
  });
  const checkpoint = new dg.callbacks.ModelCheckpoint({
    filepath: `${folder}/{epoch}.safetensors`,
    monitor: "loss",
    ...options,
  });
  const backup = new dg.callbacks.BackupAndRestore(`${folder}/backup`);
  await model.fit([[1]], dg.zeros([1, 1]), {
    epochs: weights.length,
    callbacks: [hooks, checkpoint, backup],
    verbose: 0,
  });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ isFile }) => isFile).map(({ name }) => name).sort();
}

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const CASES: readonly [string, Plan, string[]][] = [
  ["the last two and the best", {
    weights: [3, 1, 2, 4, 5],
    options: { maxToKeep: 2 },
  }, ["2", "4", "5"]],
  ["no more than two where the best is among them", {
    weights: [5, 4, 3, 2, 1],
    options: { maxToKeep: 2 },
  }, ["4", "5"]],
  ["the best that there is, not what was the best before", {
    weights: [3, 1, 2, 0.5, 6, 7],
    options: { maxToKeep: 1 },
  }, ["4", "6"]],
  ["what is largest where that is better", {
    weights: [1, 3, 2, 1],
    options: { maxToKeep: 1, mode: "max" },
  }, ["2", "4"]],
  ["of those that were better than all before the last two", {
    weights: [5, 4, 6, 3, 7, 2, 8],
    options: { maxToKeep: 2, saveBestOnly: true },
  }, ["4", "6"]],
  ["one file that is written over and over", {
    weights: [1, 2, 3],
    options: { maxToKeep: 1, filepath: "last.safetensors" },
  }, ["last"]],
  ["all if nothing is said", { weights: [1, 2, 3] }, ["1", "2", "3"]],
];

for (const [what, plan, expected] of CASES) {
  Deno.test(`ModelCheckpoint keeps ${what}`, () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/0.safetensors`, "another's");
      const { filepath = "{epoch}.safetensors", ...options } = plan.options ??
        {};
      await train(folder, {
        ...plan,
        options: { ...options, filepath: `${folder}/${filepath}` },
      });
      const names = ["0", ...expected].map((name) => `${name}.safetensors`);
      assertEquals(await filesIn(folder), names);
    }));
}

Deno.test("the best file has the weights of the best epoch", () =>
  inFolder(async (folder) => {
    await train(folder, { weights: [3, 1, 2], options: { maxToKeep: 1 } });
    const bytes = await Deno.readFile(`${folder}/2.safetensors`);
    const [weight] = Object.values(dg.data.decodeSafetensors(bytes).tensors);
    assertEquals([...weight.data], [1]);
  }));

Deno.test("a training that was interrupted keeps the files that it would have kept", () =>
  inFolder(async (folder) => {
    const plan = { weights: [3, 1, 2, 4, 5, 6], options: { maxToKeep: 2 } };
    for (const stopAt of [1, 3, 4]) {
      await train(folder, { ...plan, stopAt }).catch(() => {});
    }
    await train(folder, plan);
    assertEquals(
      await filesIn(folder),
      [2, 5, 6].map((epoch) => `${epoch}.safetensors`),
    );
  }));

Deno.test("where nothing tells which is the best, a warning says so and the last are kept", () =>
  inFolder(async (folder) => {
    const options = { maxToKeep: 1, monitor: "val_loss" };
    const warnings: string[] = [];
    {
      using _warn = stub(console, "warn", (text) => warnings.push(text));
      await train(folder, { weights: [1, 2, 3], options });
    }
    assertEquals(warnings, [
      "ModelCheckpoint watches val_loss, which is not there: expected one of loss",
    ]);
    assertEquals(await filesIn(folder), ["3.safetensors"]);
  }));

Deno.test("to keep no file is refused", () => {
  for (const maxToKeep of [0, -1, 1.5]) {
    assertThrows(
      () =>
        new dg.callbacks.ModelCheckpoint({
          filepath: "a.safetensors",
          maxToKeep,
        }),
      RangeError,
      "maxToKeep",
    );
  }
});
