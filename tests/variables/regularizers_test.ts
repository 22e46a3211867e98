/** Regularizers: values and gradients against Keras's, names and configs. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as regularizers from "@decograd/decograd/regularizers";
import { assertClose } from "../helpers/assert_close.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { cases, strings } = loadFixture<{
  readonly cases: {
    regularizer: string;
    w: FixtureTensor;
    value: number;
    grad: FixtureTensor;
  }[];
  readonly strings: Record<string, Record<string, unknown>>;
}>("behaviour/regularizers.json");

const { L1, L2, L1L2, OrthogonalRegularizer } = regularizers;

const MADE: Record<string, regularizers.Regularizer> = {
  "L1()": new L1(),
  "L2()": new L2(),
  "L1L2(0.02,0.03)": new L1L2({ l1: 0.02, l2: 0.03 }),
  "L1(0.3)": new L1({ l1: 0.3 }),
  "OrthogonalRegularizer()": new OrthogonalRegularizer(),
  "OrthogonalRegularizer(0.5,columns)": new OrthogonalRegularizer({
    factor: 0.5,
    mode: "columns",
  }),
};

type Name = regularizers.RegularizerName;

forEachBackend("regularizers have Keras's values and gradients", async () => {
  for (const { regularizer, w, value, grad } of cases) {
    const penalize = (w: dg.Tensor) => MADE[regularizer].call(w);
    const weight = dg.tensor(w.data, w.shape);
    // Keras keeps the factors of L1 and of the orthogonal one in float32.
    const how = { terms: w.data.length, eps: 2 ** -23 };
    assertClose([await penalize(weight).item()], [value], how);
    const largest = Math.max(...grad.data.map(Math.abs));
    const gradient = await dg.grad(penalize)(weight).read();
    assertClose(gradient, grad.data, { ...how, magnitude: largest });
  }
});

Deno.test("regularizers have right derivatives of first and second order", async () => {
  const points = [{ shape: [3, 2], values: [0.5, -0.7, 0.3, 0.9, -0.2, 0.4] }];
  for (const regularizer of Object.values(MADE)) {
    await checkGradient((w) => regularizer.call(w), points);
  }
  await dg.setBackend("wasm");
});

forEachBackend(
  "a factor of 0 asks for no penalty, however large weights are",
  async () => {
    const w = dg.tensor([2, -1e30]);
    const penalty = (factors: { l1?: number; l2?: number }) =>
      new regularizers.L1L2(factors).call(w).item();
    assertEquals(await penalty({}), 0);
    assertClose([await penalty({ l1: 0.5 })], [5e29], { terms: 2 });
    const infinite = new regularizers.L1L2({ l1: 0.5 })
      .call(dg.tensor([Infinity]));
    assertEquals(await infinite.item(), Infinity);
  },
);

forEachBackend("the gradient of L1 at 0 is 0", async () => {
  const slope = dg.grad((w: dg.Tensor) => new L1({ l1: 3 }).call(w));
  assertEquals([...await slope(dg.tensor([0, 1, -1])).read()], [0, 3, -3]);
});

forEachBackend("L1L2 without factors is 0", async () => {
  const w = dg.tensor([1, 2]);
  assertEquals(await new L1L2().call(w).item(), 0);
  const slope = dg.grad((w: dg.Tensor) => new L1L2().call(w));
  assertEquals([...await slope(w).read()], [0, 0]);
});

forEachBackend(
  "orthogonality of rows that are 0, or alone, is finite",
  async () => {
    const regularizer = new OrthogonalRegularizer();
    const slope = dg.grad((w: dg.Tensor) => regularizer.call(w));
    const w = dg.tensor([[0, 0], [3, 4]]);
    assertEquals(await regularizer.call(w).item(), 0);
    assertEquals([...await slope(w).read()].every(Number.isFinite), true);
    assertEquals(await regularizer.call(dg.ones([1, 3])).item(), 0);
  },
);

Deno.test("regularizers have Keras's names and configs, and come back from them", () => {
  for (const [name, config] of Object.entries(strings)) {
    if (name === "l1_l2") continue; // Keras 3 raises; TensorFlow 2 does not
    const regularizer = regularizers.get(name as Name);
    assertEquals(regularizer.getConfig(), config);
    const written = regularizers.serialize(regularizer);
    const again = regularizers.get(JSON.parse(JSON.stringify(written)));
    assertEquals(again.constructor, regularizer.constructor);
    assertEquals(again.getConfig(), config);
  }
  assertEquals(regularizers.serialize(new L1L2({ l1: 0.5 })), {
    module: "keras.regularizers",
    class_name: "L1L2",
    config: { l1: 0.5, l2: 0 },
    registered_name: null,
  });
  const legacy = { class_name: "L2", config: { l2: 0.5 } };
  assertEquals(regularizers.get(legacy).getConfig(), { l2: 0.5 });
  assertEquals(regularizers.get(null), null);
});

Deno.test("l1_l2 means what it means in TensorFlow 2", () => {
  const both = { l1: 0.01, l2: 0.01 };
  assertEquals(regularizers.get("l1_l2").getConfig(), both);
  assertEquals(regularizers.l1_l2().getConfig(), both);
  assertEquals(regularizers.l1_l2({ l1: 1 }).getConfig(), { l1: 1, l2: 0.01 });
  assertEquals(regularizers.get("l1l2").getConfig(), { l1: 0, l2: 0 });
  assertEquals(regularizers.l1().getConfig(), { l1: 0.01 });
  // The factors may stand by their places, as those of the classes.
  assertEquals(regularizers.l1_l2(1, 2).getConfig(), { l1: 1, l2: 2 });
  assertEquals(regularizers.l1_l2(1).getConfig(), { l1: 1, l2: 0.01 });
  assertEquals(regularizers.l1(0.5).getConfig(), { l1: 0.5 });
  assertEquals(regularizers.l2(0.5).getConfig(), { l2: 0.5 });
  const orthogonal = new regularizers.OrthogonalRegularizer(0.5, "columns");
  assertEquals(orthogonal.getConfig(), { factor: 0.5, mode: "columns" });
  assertEquals(regularizers.l2({ l2: 3 }).getConfig(), { l2: 3 });
});

forEachBackend("functions and classes stand for regularizers", async () => {
  const total = function total(w: dg.Tensor): dg.Tensor {
    return dg.sum(w);
  };
  const regularizer = regularizers.get(total);
  assertEquals(await regularizer.call(dg.tensor([1, 2])).item(), 3);
  const written = regularizers.serialize(regularizer);
  assertEquals(written.config, "total");
  assertInstanceOf(regularizers.get(L2), L2);
  assertThrows(
    () => regularizers.serialize(regularizers.get((w: dg.Tensor) => w)),
    TypeError,
    "Cannot serialize regularizer: expected a function with a name",
  );
});

Deno.test("regularizers refuse bad factors, options, shapes and names", () => {
  for (const bad of [-1, NaN, Infinity, "1" as unknown as number]) {
    assertThrows(() => new L1({ l1: bad }), dg.ValueError, "l1");
    assertThrows(() => new L2({ l2: bad }), dg.ValueError, "l2");
    assertThrows(() => new L1L2({ l2: bad }), dg.ValueError, "l2");
    assertThrows(
      () => new OrthogonalRegularizer({ factor: bad }),
      dg.ValueError,
      "factor",
    );
  }
  assertThrows(
    () => new OrthogonalRegularizer({ mode: "x" as "rows" }),
    dg.ValueError,
    'expected mode to be one of "rows", "columns", received "x"',
  );
  assertThrows(
    () => new OrthogonalRegularizer().call(dg.zeros([2, 2, 2])),
    dg.ValueError,
    "rank 2",
  );
  const other = { l1: 1 } as { l2?: number };
  assertThrows(() => new L2(other), TypeError, "received l1");
  assertThrows(
    () => regularizers.get("nope" as Name),
    dg.ValueError,
    'Cannot find regularizer: expected a name, a config, or one itself, received "nope"',
  );
  assertThrows(
    () => regularizers.get("L3" as Name),
    dg.ValueError,
    "did you mean l1",
  );
});
