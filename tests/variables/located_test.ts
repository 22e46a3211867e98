/** Errors say in which layer they came up, and what to do. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

class Failing extends dg.layers.Layer {
  readonly #error: unknown;
  constructor(error: unknown, name = "inner") {
    super({ name });
    this.#error = error;
  }
  override call(): dg.Tensor {
    throw this.#error;
  }
}

class Around extends dg.layers.Layer {
  constructor(readonly inner: dg.layers.Layer) {
    super({ name: "around" });
  }
  override call(x: dg.Tensor): dg.Tensor {
    return this.inner.apply(x);
  }
}

function thrown(f: () => unknown): unknown {
  try {
    f();
  } catch (error) {
    return error;
  }
  throw new Error("expected it to throw");
}

const model = (error: unknown) =>
  new dg.Sequential([new Around(new Failing(error))], { name: "model" });

Deno.test("an error in a call names the layers around it, once, and is what it was", () => {
  const cause = new Error("cause");
  const errors = [
    new Error("Cannot do it", { cause }),
    new TypeError("Cannot do it", { cause }),
    new dg.ValueError("Cannot do it"),
    new dg.ShapeError("Cannot do it", { expected: [1], actual: [2] }),
    new dg.DeviceError("outOfMemory", "Cannot do it"),
  ];
  for (const error of errors) {
    const before = error.cause;
    const same = thrown(() => model(error).apply(dg.ones([2])));
    assert(same === error);
    assertEquals(
      error.message,
      'Cannot do it (in layer "model/around/inner")',
    );
    assertEquals(error.cause, before);
    assert(error.stack?.includes(error.message), error.stack);
    // Thrown again, it says no more.
    thrown(() => model(error).apply(dg.ones([2])));
    assert(error.message.endsWith('do it (in layer "model/around/inner")'));
  }
});

Deno.test("an op's error in a call names the layer", () => {
  class Sum extends dg.layers.Layer {
    override call(x: dg.Tensor): dg.Tensor {
      return dg.add(x, dg.ones([7]));
    }
  }
  const error = assertThrows(
    () => new Around(new Sum({ name: "sum" })).apply(dg.ones([2, 3])),
    Error,
    '(in layer "around/sum")',
  );
  assert(error.message.startsWith("Cannot"), error.message);
});

Deno.test("what names the layer by itself has its path instead, and says no more of it", () => {
  const dense = new dg.layers.Dense({ units: 1, name: "narrow" });
  dense.apply(dg.ones([2, 3]));
  const said = (path: string) =>
    `Cannot apply Dense "${path}": expected axis -1 of the input to have size 3, received [2, 4]`;
  for (
    const [layer, path] of [
      [dense, "narrow"],
      [new Around(dense), "around/narrow"],
      [new dg.Sequential([dense], { name: "model" }), "model/narrow"],
    ] as const
  ) {
    const error = assertThrows(
      () => layer.apply(dg.ones([2, 4])),
      dg.ShapeError,
    );
    assertEquals(error.message, said(path));
  }
});

/** What fails in a layer, wherever it does. */
class Wrong extends dg.layers.Layer {
  constructor(readonly where: "build" | "call" | "gradient") {
    super({ name: "wrong" });
  }
  override build(inputShape: dg.layers.PartialShape): void {
    if (this.where === "build") dg.matmul(dg.ones([2, 3]), dg.ones([2, 3]));
    super.build(inputShape);
  }
  override call(x: dg.Tensor): dg.Tensor {
    if (this.where === "call") return dg.matmul(x, dg.ones([9, 9]));
    return dg.customGradient((x) => ({
      value: dg.square(x),
      gradient: () => [dg.ones([7])],
    }))(x);
  }
}

/** Models that have a layer in them: each with the path of the layer. */
const models: Record<
  string,
  (layer: dg.layers.Layer) => [dg.layers.Layer, string]
> = {
  "a layer alone": (layer) => [layer, "wrong"],
  "a Sequential": (layer) => [
    new dg.Sequential([layer], { name: "s" }),
    "s/wrong",
  ],
  "a Sequential in a Sequential": (layer) => [
    new dg.Sequential([new dg.Sequential([layer], { name: "in" })], {
      name: "s",
    }),
    "s/in/wrong",
  ],
  "a model of one's own": (layer) => [
    new dg.Sequential([new Around(layer)], { name: "s" }),
    "s/around/wrong",
  ],
  "a graph": (layer) => {
    const input = dg.Input({ shape: [3] });
    const own = layer as unknown as { computeOutputShape: unknown };
    own.computeOutputShape = (shape: unknown) => shape;
    const outputs = layer.apply(input) as dg.SymbolicTensor;
    return [new dg.Model({ inputs: input, outputs, name: "g" }), "g/wrong"];
  },
};

for (const [kind, make] of Object.entries(models)) {
  for (const where of ["build", "call", "gradient"] as const) {
    // A graph builds its layers when they are called on symbols.
    if (kind === "a graph" && where === "build") continue;
    Deno.test(`an error in the ${where} of a layer of ${kind} has its path`, () => {
      const [model, path] = make(new Wrong(where));
      const error = assertThrows(
        () => dg.grad((x: dg.Tensor) => model.apply(x).sum())(dg.ones([2, 3])),
        dg.ShapeError,
      );
      const at = where === "gradient" ? "in the gradient of" : "in layer";
      assert(error.message.endsWith(` (${at} "${path}")`), error.message);
      assert(error.message.startsWith("Cannot "), error.message);
      assertEquals(error.message.split("(in ").length, 2);
    });
  }
}

Deno.test("what is no error, or cannot be changed, passes as it is", () => {
  const frozen = Object.freeze(new Error("frozen"));
  const aborted = new DOMException("aborted", "AbortError");
  for (const error of ["text", null, { code: 1 }, frozen, aborted]) {
    const same = thrown(() => model(error).apply(dg.ones([2])));
    assertEquals(same === error, true);
  }
});

Deno.test("after an error in a call, paths and training are as before", () => {
  thrown(() => model(new Error("x")).apply(dg.ones([2]), { training: true }));
  const dense = new dg.layers.Dense({ units: 1, name: "after" });
  dense.apply(dg.ones([2, 3]));
  assertEquals(dense.kernel.path, "after/kernel");
});

Deno.test("a layer with weights that is called past apply, unbuilt, says to apply it", () => {
  let tried = 0;
  for (const [name, { make, input, given }] of everyLayer) {
    const layer = make();
    {
      using built = make();
      built.apply(given());
      if (built.weights.length === 0 || name === "Sequential") continue;
    }
    tried++;
    const error = assertThrows(
      () => layer.call(dg.ones(input)),
      ReferenceError,
      "apply",
    );
    assert(/^Cannot (call|read the [a-z_]+ of) /.test(error.message));
    assert(error.message.includes(`${layer}`), error.message);
  }
  assert(tried >= 11, `${tried}`);
});

Deno.test("names that are long are shown short", () => {
  const layer = new Failing(new Error("no"), "n".repeat(1e6));
  const error = thrown(() => new Around(layer).apply(dg.ones([1])));
  assert((error as Error).message.length < 400);
  assert(`${layer}`.length < 400);
});

Deno.test("what a trial of a shape builds has the path of its layer", () => {
  const inner = new dg.layers.Dense({ units: 1, name: "inner" });
  const around = new Around(inner);
  assertEquals([...around.computeOutputShape([null, 3])], [null, 1]);
  assertEquals(around.weights.map(({ path }) => path), [
    "around/inner/kernel",
    "around/inner/bias",
  ]);
});
