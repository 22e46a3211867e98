/** A network that PyTorch has exported as ONNX. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { assertClose } from "../../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { fileOf } from "../saved.ts";

Deno.test("what PyTorch exports is read node by node, and answers what onnxruntime does", async () => {
  const { x, y } = loadFixture<Record<"x" | "y", FixtureTensor>>(
    "saving/torch_onnx.json",
  );
  const model = await loadModel(fileOf("torch.onnx"));
  assertEquals(model.inputNames, ["pixels"]);
  assertEquals(model.outputNames, ["shares"]);
  const layers = model.layers.map(({ constructor }) => constructor.name);
  assertEquals(layers, [
    "InputLayer",
    "Conv2D",
    "LeakyReLU",
    "Conv2DTranspose",
    "MaxPooling2D",
    "Flatten",
    "Dense",
    "Dense",
    "Softmax",
  ]);
  const made = model.apply(tensorOf(x));
  assertClose(await made.data(), numbersOf(y), { terms: 64, magnitude: 1 });
});

Deno.test("a model that was read node by node is trained further", async () => {
  const model = await loadModel(fileOf("torch.onnx"));
  model.compile({ optimizer: "adam", loss: "mse" });
  const x = dg.randomNormal([8, 2, 8, 8], { seed: 1 });
  const y = dg.zeros([8, 3]);
  const { history } = await model.fit(x, y, { epochs: 3, verbose: 0 });
  assertEquals(history.loss[2] < history.loss[0], true);
});
