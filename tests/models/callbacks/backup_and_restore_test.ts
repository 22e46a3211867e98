/** A training that is interrupted and begun again ends as one that was not. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";
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
