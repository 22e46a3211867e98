/** Models in the form of ONNX: onnxruntime has read the bytes that are written, and answers what the models do. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { decodeOnnx } from "../../../saving/onnx/decode.ts";
import { writeOnnx } from "../../../saving/onnx/write.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { bareOf, CASES, filled, inputsOf } from "./cases.ts";

/** What onnxruntime has said of a file. */
interface Answer {
  /** The SHA-256 of the file, but for the model in Keras's form. */
  readonly digest: string;
  /** The operators in it. */
  readonly ops: string;
  /** The outputs, as float32 in base64. */
  readonly outputs: readonly string[];
}

const { cases } = loadFixture<{ readonly cases: Record<string, Answer> }>(
  "saving/read_by_onnxruntime.json",
);

// Small models, each of its own shapes: nothing is assembled for them.
await dg.setBackend("reference", { fuse: false });

/** How far the answers may be from each other, relative to numbers of 1 and more. */
const MOST = 1e-5;

async function answersOf(
  model: dg.Model,
  inputs: readonly dg.Tensor[],
): Promise<Float32Array[]> {
  const made = model.apply<dg.Tensor | dg.Tensor[]>(
    inputs.length === 1 ? inputs[0] : inputs,
  );
  return await Promise.all([made].flat().map((one) => one.data()));
}

function assertNear(actual: Float32Array, expected: Float32Array): void {
  assertEquals(actual.length, expected.length);
  expected.forEach((one, at) => {
    const own = actual[at];
    const allowed = MOST * Math.max(1, Math.abs(one));
    assert(
      Object.is(own, one) || own === one || Math.abs(own - one) <= allowed,
      `element ${at}: ${own} for ${one}`,
    );
  });
}

for (const { name, make, below } of CASES) {
  Deno.test(`onnxruntime answers for ${name} what the model does, and the file goes round`, async () => {
    const model = filled(make());
    const bytes = await writeOnnx("save it", model);
    const bare = bareOf(bytes);
    const hash = await crypto.subtle.digest("SHA-256", bare.slice());
    assertEquals(new Uint8Array(hash).toHex(), cases[name].digest);
    const inputs = inputsOf(model, below);
    const ours = await answersOf(model, inputs);
    cases[name].outputs.forEach((text, i) => {
      const { buffer } = Uint8Array.fromBase64(text);
      assertNear(ours[i], new Float32Array(buffer));
    });
    const read = await loadModel(bytes);
    assertEquals(read.getConfig(), model.getConfig());
    assertEquals(await answersOf(read, inputs), ours);
    const onnx = decodeOnnx("read it", bytes);
    if (isUnread(name)) {
      await assertRejects(() => loadModel(bare), RangeError, "expected ");
      return;
    }
    const made = await loadModel(bare);
    assertEquals(made.inputNames, onnx.graph.inputs.map(({ name }) => name));
    assertEquals(made.outputNames, onnx.graph.outputs.map(({ name }) => name));
    (await answersOf(made, inputs)).forEach((own, i) =>
      assertNear(own, ours[i])
    );
  });
}

/** Nodes that are written, and not read by themselves. */
function isUnread(name: string): boolean {
  const ops = cases[name].ops.split(" ");
  return ["Einsum", "IsInf", "Shape"].some((op) => ops.includes(op)) ||
    /^op (flip|take)/.test(name);
}

Deno.test("axes are turned where convolutions begin and where they end, not between them", () => {
  const turns = (name: string) =>
    cases[name].ops.split(" ").filter((op) => op === "Transpose").length;
  assertEquals(turns("a decoder"), 2);
  // Of two outputs one has its channels last.
  assertEquals(turns("branches"), 2);
});

Deno.test("inputs and outputs have their names, and any batch", async () => {
  const [model] = CASES.filter(({ name }) => name === "branches");
  const bytes = await writeOnnx("save it", model.make());
  const { inputs, outputs } = decodeOnnx("read it", bytes).graph;
  assertEquals(inputs.map(({ name, shape }) => [name, shape]), [
    ["image", ["batch", 6, 6, 3]],
    ["code", ["batch", 4]],
  ]);
  assertEquals(outputs.map(({ name, shape }) => [name, shape]), [
    ["logits", ["batch", 2]],
    ["small", ["batch", 3, 3, 4]],
  ]);
});

Deno.test("equal models make equal files", async () => {
  const [{ make }] = CASES;
  const [first, second] = await Promise.all(
    [make, make].map((make) => writeOnnx("save it", filled(make()))),
  );
  assertEquals(first, second);
});
