/** Every argument of every optimizer, against where Keras goes with it. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { SerializedObject } from "../../../config/serialization.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

interface Case {
  readonly object: SerializedObject;
  /** The weights after each step. */
  readonly after: number[][][];
  /** The optimizer's variables in the end. */
  readonly paths: string[];
  readonly state: number[][];
}

const { initial, grads, not_finite, cases } = loadFixture<{
  readonly initial: FixtureTensor[];
  readonly grads: FixtureTensor[][];
  /** What the gradients of scaled losses have in the place of a number: step, variable, element, value. */
  readonly not_finite: [number, number, number, string][];
  readonly cases: Case[];
}>("behaviour/optimizer_arguments.json");

// Keras rounds nothing here, each of our steps does a little.
const HOW = { terms: 40, magnitude: 1 };

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

function isScaled({ object }: Case): boolean {
  return object.class_name === "LossScaleOptimizer";
}

/** The gradients of a step; those of a scaled loss are not always finite. */
function gradientsOf(step: number, scaled: boolean): dg.Tensor[] {
  const now = grads[step].map(({ data, shape }) => ({
    data: [...data],
    shape,
  }));
  if (scaled) {
    for (const [at, variable, element, value] of not_finite) {
      if (at === step) now[variable].data[element] = Number(value);
    }
  }
  return now.map(tensor);
}

function makeWeights(): dg.layers.Variable[] {
  return ["kernel", "bias"].map((name, i) =>
    new dg.layers.Variable(tensor(initial[i]), { name })
  );
}

async function assertGoes(one: Case, waits: boolean): Promise<void> {
  const optimizer = dg.optimizers.deserialize(one.object);
  const weights = makeWeights();
  for (const [step, expected] of one.after.entries()) {
    optimizer.apply(gradientsOf(step, isScaled(one)), weights);
    if (!waits && step < one.after.length - 1) continue;
    for (const [i, weight] of weights.entries()) {
      assertClose(await weight.value.read(), expected[i], HOW);
    }
  }
  // Inside a loss scale Keras forgets Nadam's product, which follows from the iteration.
  const variables = optimizer.variables
    .filter(({ name }) => !(isScaled(one) && name === "variable"));
  // Keras counts the variables that it does not name.
  const last = (path: string) =>
    path.split("/").at(-1)?.replace(/^variable_\d+$/, "variable");
  assertEquals(variables.map(({ path }) => last(path)), one.paths.map(last));
  for (const [i, variable] of variables.entries()) {
    assertClose(await variable.value.read(), one.state[i], HOW);
  }
}

forEachDevice("each argument leads where Keras's does", async (backend) => {
  // Software in the place of a graphics card compiles slowly.
  const every = backend.name === "webgpu" ? 9 : 1;
  for (const one of cases.filter((_, i) => i % every === 0)) {
    try {
      await assertGoes(one, true);
    } catch (error) {
      throw new Error(JSON.stringify(one.object), { cause: error });
    }
  }
}, { onWebGPU: true });

forEachDevice(
  "a scaled step needs no news of those before it",
  async () => {
    for (const one of cases.filter(isScaled)) await assertGoes(one, false);
  },
);

Deno.test("configs with each argument are Keras's", () => {
  for (const { object } of cases) {
    const optimizer = dg.optimizers.deserialize(object);
    assertEquals(dg.optimizers.serialize(optimizer), object);
  }
});
