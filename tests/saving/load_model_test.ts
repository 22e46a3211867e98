/** Models that Keras 3 saved, whole: they predict what Keras predicts, and train on as Keras does. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { numbersOf, tensorOf } from "../helpers/fixtures.ts";
import { inFolder } from "../helpers/folder.ts";
import { runProgram } from "../helpers/run_program.ts";
import { ROOT } from "../helpers/sources.ts";
import { Residual } from "./residual.ts";
import { fileOf, load, MODELS, predict, savedBy } from "./saved.ts";

/** Sums in these models have so many terms; all numbers in them are about 1. */
const ROUNDING = { terms: 16, magnitude: 1 };

for (const name of MODELS) {
  for (const ending of [".keras", ".h5"]) {
    const file = name + ending;
    Deno.test(`${file} is the model that Keras saved: weights, predictions, what is trained`, async () => {
      const saved = savedBy(name);
      const model = await load(file);
      assertEquals(model.name, name === "sequential" ? "images" : name);
      const weights = model.getWeights();
      assertEquals(weights.length, saved.weights.length);
      for (const [i, weight] of weights.entries()) {
        assertEquals(weight.shape, saved.weights[i].shape);
        assertEquals([...await weight.data()], numbersOf(saved.weights[i]));
      }
      assertEquals(model.trainableVariables.length, saved.trainable.length);
      const predictions = await predict(model, saved.x);
      saved.predictions.forEach((expected, i) =>
        assertClose(predictions[i], numbersOf(expected), ROUNDING)
      );
    });

    Deno.test(`${file} is compiled as it was, and its optimizer goes on where it was`, async () => {
      const saved = savedBy(name);
      const model = await load(file);
      assertEquals(model.optimizer.iterations, 6);
      const state = await model.optimizer.getState();
      assertEquals(state.length, saved.optimizer.length);
      state.forEach(({ data }, i) =>
        assertEquals(
          [...Float32Array.from(data)],
          numbersOf(saved.optimizer[i]),
        )
      );
      const y = saved.y.map(tensorOf), x = saved.x.map(tensorOf);
      const only = <T>(list: T[]) => list.length === 1 ? list[0] : list;
      await model.fit(only(x), only(y), { batchSize: 12, verbose: 0 });
      const after = await predict(model, saved.x);
      saved.after?.forEach((expected, i) =>
        assertClose(after[i], numbersOf(expected), ROUNDING)
      );
    });
  }
}

Deno.test("losses, weights of losses and metrics are those of the file", async () => {
  const model = await load("functional.keras");
  const { loss, lossWeights, metrics } = model.compileOptions!;
  assertEquals(lossWeights, [1, 0.5]);
  const [first, second] = loss as unknown[];
  assertEquals(first, "mse");
  assert(second instanceof dg.losses.Huber);
  const [[mae], [square]] = metrics as unknown[][];
  assertEquals(mae, "mae");
  assertEquals((square as dg.metrics.Metric).name, "square");
  assert(model.optimizer instanceof dg.optimizers.AdamW);
  assertEquals(model.optimizer.clipnorm, 1);
});

Deno.test("compile: false leaves a model that is not compiled", async () => {
  const model = await load("sequential.keras", { compile: false });
  assertEquals(model.compiled, false);
});

Deno.test("what a layer used twice has is there once, and a frozen layer is frozen", async () => {
  const model = await load("functional.keras");
  const [shared] = model.layers.filter(({ name }) => name === "zeta");
  assertEquals(
    model.weights.filter((one) => shared.weights.includes(one)).length,
    2,
  );
  const [frozen] = model.layers.filter(({ name }) => name === "beta");
  assertEquals(frozen.trainable, false);
  assertEquals(frozen.trainableVariables, []);
});

Deno.test("a model is read from bytes, and from an address of the web", async () => {
  const bytes = await Deno.readFile(fileOf("sequential.keras"));
  const { fetch } = globalThis;
  const address = "https://models.example/images.keras";
  globalThis.fetch = (url) =>
    Promise.resolve(
      `${url}` === address
        ? new Response(bytes)
        : new Response("", { status: 404, statusText: "Not Found" }),
    );
  try {
    const { x } = savedBy("sequential");
    const expected = await predict(await loadModel(bytes), x);
    const model = await loadModel(new URL(address));
    assertEquals(await predict(model, x), expected);
    await assertRejects(
      () => loadModel(new URL("other.keras", address)),
      RangeError,
      "expected an answer with a file, received 404 Not Found",
    );
  } finally {
    globalThis.fetch = fetch;
  }
});

Deno.test("a program that imports nothing but loadModel reads a model, compiled and all", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [2] }),
  ], { name: "alone" });
  model.compile({ optimizer: "adam", loss: "huber", metrics: ["mae"] });
  await inFolder(async (folder) => {
    const file = `${folder}/alone.h5`;
    await saveModel(model, file);
    const source = `
      const { loadModel } = await import("${new URL("saving/mod.ts", ROOT)}");
      console.log((await loadModel("${file}")).name);`;
    const map = importMapFlag(offlineImports());
    assertEquals(await runProgram([map, "--allow-read"], source), "alone\n");
  });
});

Deno.test("errors name the file and what is wrong with it", async () => {
  await assertRejects(
    () => loadModel("no/such.keras"),
    RangeError,
    "Cannot load no/such.keras: expected a file, received no/such.keras, which is not there",
  );
  await assertRejects(
    () => loadModel(fileOf("own.keras")),
    RangeError,
    "expected a model, received what is refused: Cannot find layer: expected one that is known",
  );
  await assertRejects(
    () => loadModel(fileOf("own.weights.h5")),
    TypeError,
    "expected a model, received a file without one (loadWeights reads weights alone)",
  );
  await assertRejects(
    () => loadModel(Uint8Array.of(1, 2, 3)),
    TypeError,
    "Cannot load bytes: expected a whole model in the form of .keras, .h5 or .onnx, received 3 other bytes",
  );
});

Deno.test("whatever else is given for a model, the error says what it is", async () => {
  const folder = await Deno.makeTempDir();
  const weights = dg.data.encodeSafetensors({});
  const text = new TextEncoder().encode("<html>Not here</html>");
  const wrong: [unknown, string][] = [
    [folder, `Cannot load ${folder}: expected to read a file there, received`],
    ["", 'Cannot load "": expected a path or a file URL, received ""'],
    [3, "expected a path, a URL or bytes (Uint8Array, ArrayBuffer or DataVi"],
    [new Blob([]), "received Blob object (await its bytes())"],
    [new URL("http://127.0.0.1:1/a"), "Cannot load http://127.0.0.1:1/a: exp"],
    [new Uint8Array(), "form of .keras, .h5 or .onnx, received an empty file"],
    [text, 'received text that begins with "<html>Not here</html>"'],
    [
      weights,
      "received a file of safetensors (loadWeights reads weights, loadTor",
    ],
  ];
  try {
    for (const [source, message] of wrong) {
      await assertRejects(() => loadModel(source as string), Error, message);
    }
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("a layer that is not known is told by its name, and so is what is no class of layers", async () => {
  const own = new Residual({ units: 2 });
  const wrong: [Record<string, unknown>, string][] = [
    [{}, 'one that is known, or is in customObjects, received "Residual"'],
    [{ residual: Residual }, '"Residual" (did you mean residual or '],
    [
      { Residual: own },
      'a class of layers for "Residual" in customObjects, received Residual',
    ],
  ];
  for (const [objects, message] of wrong) {
    const customObjects = objects as Record<string, never>;
    await assertRejects(
      () => loadModel(fileOf("own.keras"), { customObjects }),
      dg.ValueError,
      message,
    );
  }
});
