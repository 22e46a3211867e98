/** What ONNX cannot say is told before anything is written, and every layer is one or the other. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { saveModel } from "@decograd/decograd/saving";
import { METHOD_NAMES } from "../../../autograd/ops/chain.ts";
import { UNSAID } from "../../../saving/onnx/layers/mod.ts";
import { layerClasses } from "../../helpers/every_layer.ts";
import { inFolder } from "../../helpers/folder.ts";
import { LIST_ROWS, OP_ROWS, UNSAID_OPS } from "./op_rows.ts";
import { ROWS } from "./rows.ts";

/** Layers that models of several have. */
const IN_GRAPHS = [
  "InputLayer",
  "Operation",
  "Sequential",
  "SpectralNormalization",
];

Deno.test("every layer is tried in ONNX, or named among those that it cannot say", () => {
  const tried = new Set([...ROWS.map(([layer]) => layer), ...IN_GRAPHS]);
  const unsaid = new Map([...UNSAID].map(([layer]) => [layer, true]));
  const others = [...layerClasses]
    .filter(([name, layer]) => !tried.has(name) && !unsaid.has(layer));
  assertEquals(others.map(([name]) => name), []);
  const both = [...layerClasses]
    .filter(([name, layer]) => tried.has(name) && unsaid.has(layer));
  assertEquals(both, []);
});

Deno.test("every op of symbols is tried in ONNX, or named among those that it cannot say", () => {
  const tried = new Set([...OP_ROWS, ...LIST_ROWS].map(([op]) => op));
  const others = METHOD_NAMES
    .filter((op) => !tried.has(op) && !UNSAID_OPS.includes(op));
  assertEquals(others, []);
});

class Own extends dg.layers.Layer {
  override call(x: dg.Tensor): dg.Tensor {
    return x;
  }
}

class Called extends dg.Model {
  readonly dense = new dg.layers.Dense(2);
  override call(x: dg.Tensor): dg.Tensor {
    return this.dense.apply(x);
  }
}

async function refusal(model: dg.Model): Promise<string> {
  return await inFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    const { message } = await assertRejects(
      () => saveModel(model, path),
      RangeError,
    );
    assertEquals([...Deno.readDirSync(folder)], []);
    return message.replace(folder, "");
  });
}

Deno.test("all layers that ONNX cannot say are named in one error, and no file is begun", async () => {
  const { Activation, Dense, Dropout, Lambda } = dg.layers;
  const inner = new dg.Sequential([new Own({ name: "own" })], {
    name: "inner",
  });
  const x = dg.Input({ shape: [4, 2], name: "x" });
  const double = (x: dg.Tensor) => x.mul(2);
  const y = new Lambda({ function: double, name: "double" }).apply(x);
  const z = new Activation({ activation: double, name: "act" })
    .apply(inner.apply(new Dense(2, { name: "dense" }).apply(y)));
  const w = new Dropout(0.5, { name: "drop" }).apply(z, { training: true });
  const model = new dg.Model(x, w.repeat(2, { axis: 1 }), { name: "model" });
  const message = await refusal(model);
  for (
    const part of [
      'Lambda "double" (a function of your own)',
      'Own "own" (a class of your own)',
      'Activation "act" (the activation double)',
      'Dropout "drop" (a call that trains)',
      "(the op repeat)",
    ]
  ) {
    assert(message.includes(part), `${part} is not in ${message}`);
  }
  assert(!message.includes("Dense"));
});

Deno.test("a model with a call of its own is refused with the reason", async () => {
  const model = new Called({ name: "called" });
  model.apply(dg.ones([1, 3]));
  const reason =
    "expected a Sequential or a model of inputs and outputs, received a call of its own";
  assert((await refusal(model)).includes(reason));
  const holder = new dg.Sequential([model], { name: "holder" });
  holder.apply(dg.ones([1, 3]));
  const inside = 'Called "called" (a call of its own';
  assert((await refusal(holder)).includes(inside));
});

Deno.test("a model that has not been built is refused", async () => {
  const model = new dg.Sequential([new dg.layers.Dense(2)]);
  assert((await refusal(model)).includes("expected a model that is built"));
});
