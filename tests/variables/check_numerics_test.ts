/** The first NaN or infinity is told with the op and the layer that made it, and nothing is told where there is none. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

type Body = (x: dg.Tensor) => dg.Tensor;

/** A layer of a function. */
class Of extends dg.layers.Layer {
  constructor(readonly body: Body, name: string) {
    super({ name });
  }
  override call(x: dg.Tensor): dg.Tensor {
    return this.body(x);
  }
  override computeOutputShape(shape: dg.layers.PartialShape) {
    return shape;
  }
}

/** The layer of a function, in a model in a model. */
function nested(body: Body): dg.Sequential {
  const inner = new dg.Sequential([
    new Of((x) => x.mul(2), "before"),
    new Of(body, "bad"),
    new Of((x) => x.mul(3), "after"),
  ], { name: "inner" });
  return new dg.Sequential([inner, new Of((x) => x.tanh(), "last")], {
    name: "outer",
  });
}

/** Faults, where x is [1, 0, -1] times 2: each with what is told of it. */
const faults: Readonly<Record<string, [body: Body, told: string]>> = {
  "a logarithm": [
    (x) => x.log(),
    'NaN in the output of log of Of "outer/inner/bad", whose input was finite and between -2 and 2 (shape [3])',
  ],
  "a division by zero": [
    (x) => dg.div(1, x.square()),
    'an infinity in the output of div of Of "outer/inner/bad", whose inputs were finite, the first between 1 and 1 (shape [] and [3])',
  ],
  "an overflow": [
    (x) => x.mul(1e3).exp(),
    'an infinity in the output of exp of Of "outer/inner/bad", whose input was finite and between -2000 and 2000 (shape [3])',
  ],
  "a gradient of a square root at zero": [
    (x) => x.square().sqrt(),
    'an infinity in the output of elementwise, a part of the gradient of sqrt of Of "outer/inner/bad", whose inputs were finite, the first between 1 and 1 (shape [3] and [3])',
  ],
  "a gradient that somebody wrote": [
    dg.customGradient((x) => ({
      value: x.mul(1),
      gradient: () => [dg.tensor([0, NaN, 1])],
    })),
    'NaN in the gradient of customGradient of Of "outer/inner/bad", while what came back to it was finite and between 0.1 and 1 (shape [3])',
  ],
  "a constant": [
    (x) => x.add(dg.tensor([1, NaN, 1])),
    'NaN in the input of add of Of "outer/inner/bad", which no op has made (shape [3] and [3])',
  ],
};

/** The same message where numbers differ in their last places. */
function withoutRange(message: string): string {
  return message.replace(/between \S+ and \S+/, "between");
}

for (const [name, [body, told]] of Object.entries(faults)) {
  forEachBackend(`the first that is not finite is told: ${name}`, async () => {
    const model = nested(body);
    const x = dg.tensor([1, 0, -1]);
    const error = await assertRejects(
      () =>
        dg.checkNumerics(() =>
          dg.grad((x: dg.Tensor) => model.apply(x).sum())(x)
        ),
      dg.ValueError,
    );
    assertEquals(
      withoutRange(error.message),
      withoutRange(
        `Cannot check numerics: expected finite numbers, received ${told}`,
      ),
    );
    if (name !== "a gradient that somebody wrote" && !name.includes("square")) {
      assertEquals(error.message.endsWith(told), true, error.message);
    }
  }, { onWebGPU: name === "a logarithm" });
}

Deno.test("a weight that is not finite is told by its path", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, name: "d" }),
  ], {
    name: "m",
  });
  model.apply(dg.ones([1, 3]));
  model.weights[1].assign(dg.tensor([1, Infinity]));
  await assertRejects(
    () => dg.checkNumerics(() => model.apply(dg.ones([1, 3]))),
    dg.ValueError,
    'received an infinity in variable "m/d/bias", an input of add of Dense "m/d"',
  );
});

Deno.test("fit with checkNumerics tells the step and the layer", async () => {
  const model = nested((x) => x.log());
  model.add(new dg.layers.Dense({ units: 1 }));
  model.compile({ optimizer: "sgd", loss: "mse" });
  const x = dg.tensor([[1, 2], [3, 4], [5, 0]]), y = dg.ones([3, 1]);
  await assertRejects(
    () =>
      model.fit(x, y, {
        batchSize: 1,
        shuffle: false,
        verbose: 0,
        checkNumerics: true,
      }),
    dg.ValueError,
    'Cannot fit Sequential "outer" (step 3): expected finite numbers, received an infinity in the output of log of Of "outer/inner/bad"',
  );
});

Deno.test("what is finite is given back as it is, with the same bits, and nothing stays watched", async () => {
  const f = () =>
    dg.grad((x: dg.Tensor) => x.exp().sin().sum())(dg.tensor([1, 2]));
  const [checked, plain] = [await dg.checkNumerics(f), f()];
  assertEquals(await checked.data(), await plain.data());
  assertEquals(await dg.checkNumerics(() => Promise.resolve(3)), 3);
  await assertRejects(
    () => dg.checkNumerics(() => Promise.reject(new Error("mine"))),
    Error,
    "mine",
  );
  assertEquals(dg.tensor([0]).log().shape, [1]);
  const before = dg.memory().tensors;
  const one = await dg.checkNumerics(() => dg.tensor([1]));
  one[Symbol.dispose]();
  assertEquals(dg.memory().tensors, before);
});

Deno.test("no layer, loss or optimizer makes what is not finite of what is", async () => {
  for (const [name, { make, given }] of everyLayer) {
    const layer = make();
    await dg.checkNumerics(() => {
      using scope = new dg.Scope();
      const outputs = [layer.apply(given(), { training: true })].flat();
      assertEquals(scope !== null && outputs.length > 0, true, name);
    });
  }
  for (
    const [loss, optimizer] of [
      ["mse", "sgd"],
      ["mae", "adam"],
      ["categorical_crossentropy", "rmsprop"],
      ["kl_divergence", "adagrad"],
      ["mse", "lamb"],
    ] as const
  ) {
    const model = new dg.Sequential([
      new dg.layers.Dense({ units: 3, activation: "softmax" }),
    ]);
    model.compile({ optimizer, loss });
    const x = dg.randomNormal([6, 4], { seed: 1 });
    const y = dg.oneHot(dg.tensor([0, 1, 2, 0, 1, 2]), 3);
    for (let step = 0; step < 2; step++) {
      await dg.checkNumerics(() => model.trainOnBatch(x, y));
    }
  }
});

Deno.test("what is no function is refused", async () => {
  await assertRejects(
    () => dg.checkNumerics(dg.ones([2]) as never),
    TypeError,
    "Cannot check numerics: expected a function",
  );
});

Deno.test("what is tried on zeros to learn a shape is not told", async () => {
  class Log extends dg.layers.Layer {
    override call(x: dg.Tensor): dg.Tensor {
      return x.log();
    }
  }
  const model = new dg.Sequential([new Log(), new Log()]);
  const y = await dg.checkNumerics(() => model.apply(dg.tensor([[3, 4]])));
  assertEquals(y.shape, [1, 2]);
});
