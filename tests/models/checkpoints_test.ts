/** The files that a training leaves: those that Keras's callbacks leave of the same. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { inFolder } from "../helpers/folder.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";

interface Checkpoints {
  readonly options: Record<string, unknown> & { readonly filepath: string };
  readonly files: string[];
}

interface Table {
  readonly options: { separator?: string; append?: boolean }[];
  readonly validate: boolean;
  readonly text: string;
}

const { x, targets, regressor } = loadFixture<
  Record<"x" | "targets" | "regressor", number[][]>
>("behaviour/fit.json");
const fixture = loadFixture<{
  readonly checkpoints: Record<string, Checkpoints>;
  readonly csv: Record<string, Table>;
}>("behaviour/checkpoints.json");

const ENDING = ".weights.safetensors";

function small(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [3] }),
  ]);
  using _scope = new dg.Scope();
  model.setWeights([dg.tensor(regressor), dg.zeros([2])]);
  model.compile({
    optimizer: new dg.optimizers.SGD({ learningRate: 0.62 }),
    loss: "mse",
    metrics: ["mae"],
  });
  return model;
}

async function fit(
  model: dg.Model<dg.SequentialOptions>,
  callback: dg.callbacks.Callback,
  { validate, epochs = 5 }: { validate: boolean; epochs?: number },
): Promise<void> {
  await model.fit(x, dg.tensor(targets), {
    batchSize: 8,
    epochs,
    shuffle: false,
    verbose: 0,
    callbacks: [callback],
    validationData: validate ? [x.slice(0, 7), targets.slice(0, 7)] : null,
  });
}

function inCamelCase(options: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, next: string) => next.toUpperCase()),
      value,
    ]),
  );
}

for (const [name, { options, files }] of Object.entries(fixture.checkpoints)) {
  Deno.test(`ModelCheckpoint writes the files that Keras's writes: ${name}`, () =>
    inFolder(async (folder) => {
      const filepath = `${folder}/${options.filepath}${ENDING}`;
      const callback = new dg.callbacks.ModelCheckpoint({
        ...inCamelCase(options),
        filepath,
      });
      await fit(small(), callback, { validate: true });
      const written = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(written.sort(), files.map((name) => `${name}${ENDING}`));
    }));
}

for (const [name, { options, validate, text }] of Object.entries(fixture.csv)) {
  Deno.test(`CSVLogger writes the table that Keras's writes: ${name}`, () =>
    inFolder(async (folder) => {
      const filename = `${folder}/log.csv`;
      for (const one of options) {
        const callback = new dg.callbacks.CSVLogger({ filename, ...one });
        await fit(small(), callback, { validate, epochs: 3 });
      }
      const [actual, expected] = [await Deno.readTextFile(filename), text]
        .map((table) => table.split(/(?<=[,;\n])/));
      assertEquals(actual.length, expected.length);
      for (const [i, cell] of expected.entries()) {
        const value = parseFloat(cell);
        if (Number.isNaN(value)) assertEquals(actual[i], cell);
        else assertClose([parseFloat(actual[i])], [value], { terms: 1e4 });
      }
    }));
}

Deno.test("weights that were saved are loaded into a model of the same layers", () =>
  inFolder(async (folder) => {
    const path = `${folder}/last${ENDING}`;
    const model = small(), other = small();
    await fit(model, new dg.callbacks.Callback(), { validate: false });
    await model.saveWeights(path);
    await other.loadWeights(path);
    const expected = model.getWeights();
    for (const [i, weight] of other.getWeights().entries()) {
      assertEquals(await weight.data(), await expected[i].data());
    }
    const wider = new dg.Sequential([
      new dg.layers.Dense({ units: 3, inputShape: [3] }),
    ]);
    const before = await wider.getWeights()[0].data();
    await assertRejects(
      () => wider.loadWeights(path),
      dg.ValueError,
      "kernel of shape [3, 2] for [3, 3]; ",
    );
    assertEquals(await wider.getWeights()[0].data(), before);
    const deeper = new dg.Sequential([
      new dg.layers.Dense({ units: 3, inputShape: [3] }),
      new dg.layers.Dense({ units: 3 }),
    ]);
    await assertRejects(
      () => deeper.loadWeights(path),
      dg.ValueError,
      "expected its weights, received no ",
    );
  }));

Deno.test("a model whose own steps call what is in it has weights to keep, though it is never built", () =>
  inFolder(async (folder) => {
    class Twins extends dg.Model {
      readonly left = new dg.layers.Dense({ units: 2, inputShape: [3] });
      readonly right = new dg.layers.Dense({ units: 2, inputShape: [3] });
    }
    const [kept, other] = [new Twins(), new Twins()];
    for (const { left, right } of [kept, other]) {
      for (const layer of [left, right]) layer.ensureBuilt([null, 3]);
    }
    const path = `${folder}/twins.safetensors`;
    await kept.saveWeights(path);
    await other.loadWeights(path);
    for (const [i, weight] of kept.getWeights().entries()) {
      assertEquals(
        await weight.data(),
        await other.getWeights()[i].data(),
      );
    }
  }));

Deno.test("forms that nobody has imported, files that are not there and names that no logs have are refused", () =>
  inFolder(async (folder) => {
    const model = small();
    const { ModelCheckpoint } = dg.callbacks;
    const imported =
      'a program with import "@decograd/decograd/saving", which adds Keras\'s forms, .npz and .onnx, received';
    const attempts: readonly [() => Promise<unknown>, string][] = [
      [() => model.save(`${folder}/last.keras`), `expected ${imported}`],
      [
        () => model.saveWeights(`${folder}/last.weights.h5`),
        `expected a path that ends with .safetensors, or ${imported}`,
      ],
      [
        () =>
          fit(model, new ModelCheckpoint("best.keras"), { validate: false }),
        `Cannot write best.keras: expected ${imported}`,
      ],
    ];
    for (const [attempt, message] of attempts) {
      await assertRejects(attempt, dg.ValueError, message);
    }
    assertEquals(model.optimizer.iterations, 0);
    const bare = new dg.Sequential([new dg.layers.Dense({ units: 2 })]);
    const path = `${folder}/bare.safetensors`;
    for (
      const call of [() => bare.saveWeights(path), () => bare.loadWeights(path)]
    ) {
      await assertRejects(
        call,
        dg.ValueError,
        "expected a model that is built",
      );
    }
    await assertRejects(
      () => model.loadWeights(`${folder}/none.safetensors`),
      dg.ValueError,
      "which is not there",
    );
    const filepath = `${folder}/{val_loss:.2f}.safetensors`;
    const checkpoint = new dg.callbacks.ModelCheckpoint({ filepath });
    await assertRejects(
      () => fit(model, checkpoint, { validate: false }),
      dg.ValueError,
      "received {val_loss:.2f}",
    );
  }));

/** Names of layers in a file, names of those of a model, and whether the weights of the one are those of the other. */
const RENAMED: readonly [string[], string[], boolean][] = [
  [["dense", "dense_1"], ["dense_4", "dense_5"], true],
  [["dense_9", "dense_10"], ["dense", "dense_1"], true],
  [["a_1", "dense_1"], ["a_1", "dense"], true],
  [["dense_10", "dense_9"], ["dense", "dense_1"], false],
  [["e1", "e2"], ["e2", "e3"], false],
  [["first", "last"], ["first", "other"], false],
  [["x", "y"], ["first", "last"], false],
];

for (const [before, now, fits] of RENAMED) {
  Deno.test(`weights of ${before} are ${fits ? "" : "not "}those of ${now}`, () =>
    inFolder(async (folder) => {
      const make = (names: string[]) =>
        new dg.Sequential(
          [
            dg.Input([2]),
            ...names.map((name) => new dg.layers.Dense(2, { name })),
          ],
          { name: "model" },
        );
      const path = `${folder}/model.safetensors`, model = make(now);
      await make(before).saveWeights(path);
      if (fits) await model.loadWeights(path);
      else {
        await assertRejects(
          () => model.loadWeights(path),
          dg.ValueError,
          "expected its weights, received no ",
        );
      }
    }));
}
