/** A training that is interrupted and begun again ends as one that was not. */

import * as dg from "@decograd/decograd";
import { inFolder } from "../../helpers/folder.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { TRAININGS } from "../../helpers/trainings.ts";

const [, name] = Object.keys(TRAININGS);

class Interruption extends Error {}

async function train(
  options: dg.callbacks.BackupAndRestoreOptions,
  seed: number,
  at: number | null,
): Promise<unknown> {
  dg.setRandomSeed(seed);
  const { model, x, y, options: { callbacks = [], ...rest } } = TRAININGS
    [name]();
  let steps = 0;
  const interrupt = new dg.callbacks.LambdaCallback({
    onTrainBatchBegin: () => {
      if (steps++ === at) throw new Interruption();
    },
  });
  const { epoch, history } = await model.fit(x, y, {
    ...{ ...rest, verbose: 0 },
    callbacks: [
      new dg.callbacks.BackupAndRestore(options),
      ...callbacks ?? [],
      interrupt,
    ],
  });
  const weights = await Promise.all(
    model.getWeights().map(async (one) => [...await one.data()]),
  );
  return { epoch, history, weights };
}

for (const saveFreq of ["epoch", 3] as const) {
  for (const doubleCheckpoint of [false, true]) {
    Deno.test(`interrupted twice, a training ends as if it had not been (saveFreq ${saveFreq}, doubleCheckpoint ${doubleCheckpoint})`, async () => {
      const folder = await Deno.makeTempDir();
      const backupDir = `${folder}/new/backup`;
      const options = { backupDir, saveFreq, doubleCheckpoint };
      try {
        const whole = await train(options, 1, null);
        assertEquals([...Deno.readDirSync(`${folder}/new`)], []);
        for (const [seed, at] of [[1, 7], [2, 1]]) {
          await assertRejects(() => train(options, seed, at), Interruption);
        }
        if (doubleCheckpoint) {
          // A disk that lost the end of the file.
          await Deno.truncate(`${backupDir}/latest.safetensors`, 100);
        }
        assertEquals(await train(options, 3, null), whole);
        assertEquals([...Deno.readDirSync(`${folder}/new`)], []);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}

Deno.test("a checkpoint that is damaged takes the place of no whole one", () =>
  inFolder(async (backupDir) => {
    const options = { backupDir, doubleCheckpoint: true };
    await assertRejects(() => train(options, 1, 7), Interruption);
    const [latest, previous] = ["latest", "previous"].map((name) =>
      `${backupDir}/${name}.safetensors`
    );
    await Deno.truncate(latest, 100);
    const whole = await Deno.readFile(previous);
    // Goes on from the one before, and is stopped once it has written.
    await assertRejects(() => train(options, 2, 4), Interruption);
    assert((await Deno.stat(latest)).size > 100);
    assertEquals(await Deno.readFile(previous), whole);
  }));

Deno.test("a checkpoint stays where it is to stay, and what else lies there too", async () => {
  const backupDir = await Deno.makeTempDir();
  try {
    await train({ backupDir, deleteCheckpoint: false }, 1, null);
    assertEquals([...Deno.readDirSync(backupDir)].length, 1);
    await Deno.writeTextFile(`${backupDir}/notes.txt`, "mine");
    await train({ backupDir }, 1, null);
    const left = [...Deno.readDirSync(backupDir)].map(({ name }) => name);
    assertEquals(left, ["notes.txt"]);
  } finally {
    await Deno.remove(backupDir, { recursive: true });
  }
});

Deno.test("a ModelCheckpoint makes its folders, and says where it cannot", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const fit = (filepath: string) => {
      const { model, x, y } = TRAININGS[name]();
      const callbacks = [new dg.callbacks.ModelCheckpoint({ filepath })];
      return model.fit(x, y, { callbacks, verbose: 0 });
    };
    await fit(`${folder}/a/b/{epoch}.safetensors`);
    assertEquals([...Deno.readDirSync(`${folder}/a/b`)].length, 1);
    await Deno.writeTextFile(`${folder}/file`, "");
    await assertRejects(
      () => fit(`${folder}/file/c/{epoch}.safetensors`),
      Error,
      `Cannot make the folder ${folder}/file/c/: expected to make it there`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a step after which a training is stopped is kept, and no step is made twice", async () => {
  const folder = await Deno.makeTempDir();
  const backupDir = `${folder}/backup`;
  let steps = 0;
  async function part(at: number): Promise<unknown> {
    const stop = new AbortController();
    dg.setRandomSeed(1);
    const { model, x, y, options: { callbacks = [], ...rest } } = TRAININGS
      [name]();
    const { epoch, history } = await model.fit(x, y, {
      ...{ ...rest, verbose: 0, signal: stop.signal },
      callbacks: [
        new dg.callbacks.BackupAndRestore(backupDir),
        ...callbacks ?? [],
        new dg.callbacks.LambdaCallback({
          onTrainBatchBegin: () => {
            if (steps++ === at) stop.abort();
          },
        }),
      ],
    });
    const weights = await Promise.all(
      model.getWeights().map(async (one) => [...await one.data()]),
    );
    return { epoch, history, weights };
  }
  try {
    const whole = await part(-1);
    const all = steps;
    steps = 0;
    for (const at of [1, 2, 8]) await part(at);
    assertEquals(await part(-1), whole);
    assertEquals(steps, all);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a loss that fit refuses takes the place of no weights and no checkpoint", async () => {
  const folder = await Deno.makeTempDir();
  const { BackupAndRestore, ModelCheckpoint } = dg.callbacks;
  try {
    for (
      const callback of [
        new BackupAndRestore(folder, { saveFreq: 1 }),
        new ModelCheckpoint(`${folder}/best.safetensors`, { saveFreq: 1 }),
      ]
    ) {
      const model = new dg.Sequential([
        new dg.layers.Dense(1, { inputShape: [1] }),
      ]);
      model.compile({ optimizer: "sgd", loss: "mse" });
      await assertRejects(
        () =>
          model.fit([[1], [2], [3], [NaN], [1]], [[1], [2], [3], [4], [5]], {
            ...{ callbacks: [callback], batchSize: 1 },
            ...{ shuffle: false, verbose: 0 },
          }),
        dg.DivergedError,
        "in epoch 1 before step 5",
      );
      const [{ name }] = Deno.readDirSync(folder);
      const file = await Deno.readFile(`${folder}/${name}`);
      const { tensors } = dg.data.decodeSafetensors(file);
      for (const { data } of Object.values(tensors)) {
        assertEquals([...data].every(Number.isFinite), true);
      }
      await Deno.remove(`${folder}/${name}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("any number is better than NaN, and NaN than none", async () => {
  const folder = await Deno.makeTempDir();
  const { EarlyStopping, LambdaCallback, ModelCheckpoint } = dg.callbacks;
  try {
    const losses = [NaN, 3, NaN, 4, 2];
    const stopping = new EarlyStopping("watched", { mode: "min", patience: 3 });
    const model = new dg.Sequential([new dg.layers.Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.fit([[1]], [[1]], {
      ...{ epochs: 5, verbose: 0 },
      callbacks: [
        new LambdaCallback({
          onEpochEnd: (epoch, logs) => {
            logs.watched = losses[epoch];
          },
        }),
        stopping,
        new ModelCheckpoint(`${folder}/{epoch}.safetensors`, {
          ...{ monitor: "watched", mode: "min", saveBestOnly: true },
        }),
      ],
    });
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(files.sort(), [1, 2, 5].map((i) => `${i}.safetensors`));
    assertEquals(stopping.best, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
