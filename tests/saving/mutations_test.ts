/** Damaged files of each form: an error that says what is wrong, or what the file says; nothing else, and soon. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  loadModel,
  loadWeights,
  saveModel,
  saveWeights,
} from "@decograd/decograd/saving";
import { readHdf5 } from "../../saving/hdf5/read.ts";
import { thorough } from "../helpers/thorough.ts";
import { inFolder } from "../helpers/folder.ts";
import { mutated } from "./mutated.ts";

const MUTATIONS = thorough() ? 1000 : 150;
/** Milliseconds that one may take, on a machine with much else to do: files here are small. */
const LONGEST = 5000;

function small(): dg.Sequential {
  const { Dense } = dg.layers;
  const model = new dg.Sequential([
    new Dense({ units: 3, inputShape: [2], name: "first" }),
    new Dense({ units: 1, name: "last" }),
  ], { name: "small" });
  model.compile({ optimizer: "sgd", loss: "mse" });
  return model;
}

/** What a reader says of damaged files: nothing but errors of its own, for one in `most` at least. */
async function expectSaid(
  file: Uint8Array,
  read: (bytes: Uint8Array) => Promise<unknown>,
  { most = 4, mutations = MUTATIONS } = {},
): Promise<void> {
  const others: string[] = [];
  let refused = 0;
  const { warn } = console;
  // What it warns of does not matter here.
  console.warn = () => {};
  try {
    for (let seed = 0; seed < mutations; seed++) {
      const start = performance.now();
      try {
        await read(mutated(file, seed));
      } catch (error) {
        refused++;
        const isSaid = error instanceof Error &&
          /^Cannot (load|decode)\b.*: expected .*, received /s.test(
            error.message,
          );
        if (!isSaid) others.push(`${seed}: ${error}`);
      }
      const took = performance.now() - start;
      if (took > LONGEST) others.push(`${seed}: ${took} ms`);
    }
  } finally {
    console.warn = warn;
  }
  assertEquals(others, []);
  assert(refused > mutations / most, `${refused} of ${mutations} are refused`);
}

for (const ending of [".keras", ".h5"]) {
  Deno.test(`damaged models ending with ${ending} are refused in words, or read`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/small${ending}`;
      await saveModel(small(), path);
      await expectSaid(await Deno.readFile(path), async (bytes) => {
        using _model = await loadModel(bytes);
      });
    }));
}

for (const libver of ["earliest", "latest"]) {
  Deno.test({
    name: `a damaged file of libver="${libver}" is refused in words, or read`,
    ignore: !thorough(),
    fn: async () => {
      const url = new URL(`../fixtures/hdf5/${libver}.h5`, import.meta.url);
      const file = await Deno.readFile(url);
      await expectSaid(file, (bytes) => readHdf5("load", bytes), {
        most: 8,
      });
    },
  });
}

for (const ending of [".weights.h5", ".h5", ".safetensors", ".npz"]) {
  Deno.test(`damaged weights ending with ${ending} are refused in words, or read`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/small${ending}`;
      const model = small();
      await saveWeights(model, path);
      await expectSaid(
        await Deno.readFile(path),
        (bytes) => loadWeights(model, bytes),
      );
    }));
}

/** Trains for two epochs of two steps, from a checkpoint or with one that is kept after the third step. */
async function trained(
  folder: string,
  options: dg.FitOptions,
  keep?: string,
): Promise<void> {
  const model = small(), x = [[1, 2], [3, 4]], y = [[1], [2]];
  let step = 0;
  const hook = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd: async () => {
      if (++step === 3 && keep) await dg.saveCheckpoint(model, keep);
    },
  });
  const stopping = new dg.callbacks.EarlyStopping({
    ...{ patience: 5, restoreBestWeights: true },
  });
  const rate = new dg.callbacks.ReduceLROnPlateau({ patience: 9 });
  const best = new dg.callbacks.ModelCheckpoint(`${folder}/none.safetensors`, {
    ...{ saveFreq: 1000, maxToKeep: 2 },
  });
  await model.fit(x, y, {
    ...{ epochs: 2, batchSize: 1, validationData: [x, y], verbose: 0 },
    ...{ callbacks: [hook, stopping, rate, best], checkFinite: false },
    ...options,
  });
}

Deno.test("damaged checkpoints are refused in words, or read", () =>
  inFolder(async (folder) => {
    const whole = `${folder}/whole.safetensors`;
    const damaged = `${folder}/damaged.safetensors`;
    await trained(folder, {}, whole);
    await expectSaid(await Deno.readFile(whole), async (bytes) => {
      await Deno.writeFile(damaged, bytes);
      await trained(folder, { resumeFrom: damaged });
    }, { mutations: thorough() ? MUTATIONS : 50 });
  }));
