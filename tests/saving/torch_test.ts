/** Weights that PyTorch saved: the same layers here give what PyTorch gave. */

import { assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import * as dg from "@decograd/decograd";
import { loadTorchWeights } from "@decograd/decograd/saving";
import { assertClose } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
} from "../helpers/fixtures.ts";
import { fileOf, predict } from "./saved.ts";
import { classifier, decoder, words } from "./torch_models.ts";

const fixture = loadFixture<
  Record<string, { readonly x: FixtureTensor; readonly y: FixtureTensor }>
>("saving/torch_models.json");
const { Dense, Embedding, LayerNormalization } = dg.layers;

for (const [name, make] of Object.entries({ classifier, decoder, words })) {
  Deno.test(`${name} gives with PyTorch's weights what it gives in PyTorch`, async () => {
    const model = make();
    const file = fileOf(`torch_${name}.safetensors`);
    const { missing, extra } = await loadTorchWeights(model, file, {
      verbose: false,
    });
    assertEquals([missing, extra], [[], []]);
    const { x, y } = fixture[name];
    const [output] = await predict(model, [x]);
    assertClose(output, numbersOf(y), { terms: 64, magnitude: 1 });
  });
}

Deno.test("a functional model is matched in the same way, its rows of images too", async () => {
  const layers = classifier().layers;
  const input = dg.Input({ shape: [6, 4, 2] });
  let x: dg.SymbolicTensor = input;
  for (const layer of layers) x = layer.apply(x);
  const model = new dg.Model({ inputs: input, outputs: x });
  await loadTorchWeights(model, fileOf("torch_classifier.safetensors"), {
    verbose: false,
  });
  const { x: given, y } = fixture.classifier;
  const [output] = await predict(model, [given]);
  assertClose(output, numbersOf(y), { terms: 64, magnitude: 1 });
});

Deno.test("it says what went where", async () => {
  using log = stub(console, "log", () => {});
  await loadTorchWeights(
    new dg.Sequential([
      new Embedding({ inputDim: 7, outputDim: 4, inputShape: [5], name: "e" }),
      new LayerNormalization({ name: "n" }),
      new Dense({ units: 2, name: "d" }),
    ], { name: "m" }),
    fileOf("torch_words.safetensors"),
  );
  assertEquals(log.calls.map(({ args }) => args), [[[
    "m/e/embeddings [7, 4] <- 0.weight [7, 4]",
    "m/n/gamma [4] <- 1.weight [4]",
    "m/n/beta [4] <- 1.bias [4]",
    "m/d/kernel [4, 2] <- 2.weight [2, 4]",
    "m/d/bias [2] <- 2.bias [2]",
  ].join("\n")]]);
});

const array = (...shape: number[]) => ({
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => i,
  ),
});

Deno.test("of modules that are not numbered the one that fits is meant, and of several that fit the one that names says", async () => {
  const make = () =>
    new dg.Sequential([
      new Dense({ units: 2, useBias: false, inputShape: [2], name: "one" }),
      new Dense({ units: 2, useBias: false, name: "two" }),
      new Dense({ units: 3, useBias: false, name: "three" }),
    ], { name: "m" });
  const file = dg.data.encodeSafetensors({
    "out.weight": array(2, 2),
    "hidden.weight": array(2, 2),
    "last.weight": array(3, 2),
  });
  await assertRejects(
    () => loadTorchWeights(make(), file, { verbose: false }),
    RangeError,
    'expected one module that can be one, received hidden, out (names: { "one": "hidden" } says which)',
  );
  const { loaded } = await loadTorchWeights(make(), file, {
    names: { one: "out" },
    verbose: false,
  });
  assertEquals(loaded, {
    "m/one/kernel": "out.weight",
    "m/two/kernel": "hidden.weight",
    "m/three/kernel": "last.weight",
  });
});

Deno.test("what does not fit is told, and nothing is changed", async () => {
  const model = words();
  const before = await model.getWeights()[0].data();
  const cases: [Record<string, ReturnType<typeof array>>, string][] = [
    [{ "0.weight": array(7, 4) }, "received no "],
    [{
      "0.weight": array(7, 5),
      "1.weight": array(4),
      "1.bias": array(4),
      "2.weight": array(2, 4),
      "2.bias": array(2),
    }, "0.weight of shape [7, 5] for [7, 4]"],
    [{
      "0.weight": array(7, 4),
      "1.weight": array(4),
      "1.bias": array(4),
      "2.weight": array(2, 4),
      "2.bias": array(2),
      "3.weight": array(1),
    }, "3.weight, which it has not"],
  ];
  for (const [tensors, said] of cases) {
    await assertRejects(
      () =>
        loadTorchWeights(model, dg.data.encodeSafetensors(tensors), {
          verbose: false,
        }),
      RangeError,
      said,
    );
  }
  await assertRejects(
    () =>
      loadTorchWeights(model, fileOf("torch_words.safetensors"), {
        names: { dense: "9" },
      }),
    RangeError,
    'each with that of a module (0, 1, 2), received {"dense":"9"}',
  );
  const { SpectralNormalization } = dg.layers;
  const other = new dg.Sequential([
    new SpectralNormalization({
      layer: new Dense({ units: 1 }),
      inputShape: [2],
    }),
  ]);
  await assertRejects(
    () => loadTorchWeights(other, fileOf("torch_words.safetensors")),
    RangeError,
    "expected layers that PyTorch has too, received SpectralNormalization",
  );
  assertEquals(await model.getWeights()[0].data(), before);
});
