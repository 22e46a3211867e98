/** Whole trainings that are kept one after the other: the last ones and the best, from each of which it goes on. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { stub } from "@std/testing/mock";
import * as dg from "@decograd/decograd";
import { inFolder } from "../../helpers/folder.ts";

const { layers, callbacks } = dg;
const x = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 1]];
const y = [[1], [2], [3], [4], [0]];

function made(): dg.Sequential {
  return new dg.Sequential([
    new layers.Dense(3, "tanh", { inputShape: [2] }),
    new layers.Dropout(0.5),
    new layers.Dense(1),
  ]);
}

async function weightsOf(model: dg.Sequential): Promise<number[][]> {
  const read = model.getWeights().map(async (one) => [...await one.data()]);
  return await Promise.all(read);
}

interface Trained {
  /** What the training is in the end. */
  readonly end: { epoch: number[]; history: object; weights: number[][] };
  /** The epochs that began here. */
  readonly begun: number[];
}

/** Trains for six epochs, the third of which is called the best. */
async function train(
  folder: string,
  options: dg.FitOptions = {},
): Promise<Trained> {
  dg.setRandomSeed(1);
  const model = made(), begun: number[] = [];
  model.compile({ optimizer: "adam", loss: "mse" });
  const { epoch, history } = await model.fit(x, y, {
    ...{ epochs: 6, batchSize: 2, verbose: 0, ...options },
    callbacks: [
      new callbacks.LambdaCallback({
        onEpochBegin: (epoch) => void begun.push(epoch + 1),
        onEpochEnd: (epoch, logs) => {
          logs.score = epoch === 2 ? 9 : 1;
        },
      }),
      new callbacks.ModelCheckpoint(`${folder}/{epoch}.safetensors`, {
        ...{ monitor: "score", mode: "max", maxToKeep: 2, saveTraining: true },
      }),
    ],
  });
  return { end: { epoch, history, weights: await weightsOf(model) }, begun };
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

const named = (epoch: number | string) => `${epoch}.safetensors`;
const KEPT = [3, 5, 6].map(named);

Deno.test("the last trainings and the best are kept, and each goes on to the same end", () =>
  inFolder(async (folder) => {
    const { end } = await train(folder);
    assertEquals(filesIn(folder), KEPT);
    for (const [name, begun] of [["3", [4, 5, 6]], ["5", [6]], ["6", []]]) {
      const resumeFrom = `${folder}/${name}.safetensors`;
      assertEquals(await train(folder, { resumeFrom }), { end, begun });
      assertEquals(filesIn(folder), KEPT);
    }
  }));

Deno.test("weights are read of a training that was kept", () =>
  inFolder(async (folder) => {
    const { end } = await train(folder);
    const model = made();
    await model.loadWeights(`${folder}/6.safetensors`);
    assertEquals(await weightsOf(model), end.weights);
  }));

Deno.test("a training that goes on in another folder removes nothing of the one that it comes from", () =>
  inFolder(async (folder) => {
    const [from, to] = [`${folder}/from`, `${folder}/to`];
    await train(from);
    const resumeFrom = `${from}/3.safetensors`;
    await train(to, { resumeFrom });
    assertEquals(filesIn(from), KEPT);
    assertEquals(filesIn(to), [5, 6].map(named));
  }));

Deno.test("only what its path may have named is removed, whatever a file says that it has written", () => {
  const checkpoint = new callbacks.ModelCheckpoint(
    "a/{epoch:02d}.safetensors",
    { maxToKeep: 1 },
  );
  const own = ["a/01.safetensors", "a/x.safetensors"];
  const others = ["b", "a/01", "a/b/1.safetensors", "../a/01.safetensors", 5];
  const state = { ...checkpoint.getState(), bestFile: "b" };
  checkpoint.setState({ ...state, files: [...own, ...others] as string[] });
  assertEquals(checkpoint.getState().files, own);
  assertEquals(checkpoint.getState().bestFile, null);
});

Deno.test("of a folder a training goes on from the file that was written last, whatever else is there", () =>
  inFolder(async (folder) => {
    const { end } = await train(folder);
    // Going back: what is written from there on is later than the end of before.
    const back = { resumeFrom: `${folder}/3.safetensors`, epochs: 4 };
    assertEquals((await train(folder, back)).begun, [4]);
    await made().saveWeights(`${folder}/weights.safetensors`);
    await Deno.mkdir(`${folder}/a.safetensors`);
    const again = await train(folder, { resumeFrom: folder });
    assertEquals(again, { end, begun: [5, 6] });
  }));

Deno.test("a file that is damaged is passed over with a warning, and if all are that is an error", () =>
  inFolder(async (folder) => {
    const { end } = await train(folder);
    await Deno.truncate(`${folder}/6.safetensors`, 100);
    const warnings: string[] = [];
    {
      using _warn = stub(console, "warn", (text) => warnings.push(text));
      const again = await train(folder, { resumeFrom: folder });
      assertEquals(again, { end, begun: [6] });
    }
    assertEquals(warnings.length, 1);
    assert(warnings[0].startsWith(`Cannot load ${folder}/6.safetensors: exp`));
    for (const name of filesIn(folder)) {
      await Deno.truncate(`${folder}/${name}`, 100);
    }
    using _warn = stub(console, "warn");
    await assertRejects(
      () => train(folder, { resumeFrom: folder }),
      TypeError,
      "expected a whole file of safetensors, received",
    );
  }));

Deno.test("where a folder has none yet the training begins, and a warning says so", () =>
  inFolder(async (folder) => {
    const warnings: string[] = [];
    using _warn = stub(console, "warn", (text) => warnings.push(text));
    for (const place of [folder, `${folder}/new`]) {
      const { begun } = await train(`${folder}/new`, { resumeFrom: place });
      assertEquals(begun, [1, 2, 3, 4, 5, 6]);
      await Deno.remove(`${folder}/new`, { recursive: true });
    }
    assertEquals(
      warnings.map((text) => text.replace(/^.*: /, "")),
      [folder, `${folder}/new`].map((at) => `there is no checkpoint in ${at}`),
    );
    const file = { resumeFrom: `${folder}/last.safetensors` };
    await assertRejects(
      () => train(folder, file),
      dg.ValueError,
      "which is not there",
    );
  }));

Deno.test("weights that a step has made infinite are not kept, though its loss was finite", () =>
  inFolder(async (folder) => {
    const { BackupAndRestore, ModelCheckpoint } = callbacks;
    const path = `${folder}/last.safetensors`;
    const fit = (callback: dg.callbacks.Callback, checkFinite?: boolean) => {
      const model = made();
      const optimizer = new dg.optimizers.SGD({ learningRate: 3e38 });
      model.compile({ optimizer, loss: "mse" });
      // The bias alone is moved by more than float32 holds.
      const far = y.map(([one]) => [1000 + one]);
      return model.fit(x, far, {
        ...{ callbacks: [callback], batchSize: 5, verbose: 0, checkFinite },
      });
    };
    for (
      const callback of [
        new BackupAndRestore(folder),
        new BackupAndRestore(folder, { saveFreq: 1 }),
        new ModelCheckpoint(path),
        new ModelCheckpoint(path, { saveFreq: 1, saveTraining: true }),
      ]
    ) {
      await assertRejects(
        () => fit(callback),
        dg.DivergedError,
        "expected finite weights, received",
      );
      assertEquals(filesIn(folder), []);
    }
    await fit(new ModelCheckpoint(path), false);
    assertEquals(filesIn(folder), ["last.safetensors"]);
  }));

Deno.test("what contradicts the ending of the path is refused", () => {
  const { ModelCheckpoint } = callbacks;
  const wrong: readonly [string, object, string][] = [
    ["a.safetensors", { saveWeightsOnly: true, saveTraining: true }, "both"],
    ["a.keras", { saveTraining: true }, "with .safetensors, for the training"],
    ["a.keras", { saveWeightsOnly: true }, "with .safetensors, .weights.h5, "],
    [
      "a.safetensors",
      { saveWeightsOnly: false },
      ".keras, .h5, .onnx, for the model",
    ],
    [
      "a.weights.h5",
      { saveWeightsOnly: false },
      ".keras, .h5, .onnx, for the model",
    ],
    ["a.pt", {}, "a path that ends with .safetensors, .keras, "],
  ];
  for (const [path, options, message] of wrong) {
    assertThrows(
      () => new ModelCheckpoint(path, options),
      dg.ValueError,
      message,
    );
  }
});
