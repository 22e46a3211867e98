/** Activations: values and derivatives against Keras's, forms that do not overflow, names. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as activations from "@decograd/decograd/activations";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

interface Rows {
  readonly y: FixtureTensor;
  readonly grad_out: FixtureTensor;
  readonly dx: FixtureTensor;
}

const { grid, elementwise, rows, layers } = loadFixture<{
  readonly grid: number[];
  readonly elementwise: Record<string, { y: number[]; dy: number[] }>;
  readonly rows: { x: FixtureTensor; cases: Record<string, Rows> };
  readonly layers: {
    x: FixtureTensor;
    cases: Record<string, { y: FixtureTensor }>;
  };
}>("behaviour/activations.json");

type Fn = (x: dg.Tensor) => dg.Tensor;

/** What the fixture calls by an expression instead of a name. */
const WITH_OPTIONS: Record<string, Fn> = {
  "gelu(approximate=True)": (x) => activations.gelu(x, { approximate: true }),
  "leaky_relu(negative_slope=0.3)": (x) =>
    activations.leakyRelu(x, { negativeSlope: 0.3 }),
  "elu(alpha=0.5)": (x) => activations.elu(x, { alpha: 0.5 }),
  "celu(alpha=2)": (x) => activations.celu(x, { alpha: 2 }),
  "relu(negative_slope=0.1,max_value=4,threshold=1)": (x) =>
    activations.relu(x, { negativeSlope: 0.1, maxValue: 4, threshold: 1 }),
  "relu(max_value=3)": (x) => activations.relu(x, { maxValue: 3 }),
  "relu(threshold=0.5)": (x) => activations.relu(x, { threshold: 0.5 }),
  "relu(negative_slope=0.2)": (x) =>
    activations.relu(x, { negativeSlope: 0.2 }),
  "threshold(1,-2)": (x) =>
    activations.threshold(x, { threshold: 1, defaultValue: -2 }),
  "softmax(axis=0)": (x) => activations.softmax(x, { axis: 0 }),
  "LeakyReLU()": (x) => activations.leakyRelu(x, { negativeSlope: 0.3 }),
  "ELU()": (x) => activations.elu(x),
  "ReLU()": (x) => activations.relu(x),
  "ReLU(6,0.1,0.5)": (x) =>
    activations.relu(x, { maxValue: 6, negativeSlope: 0.1, threshold: 0.5 }),
  "Softmax()": (x) => activations.softmax(x),
};

function named(name: string): Fn {
  return WITH_OPTIONS[name] ??
    activations.get(name as activations.ActivationName);
}

// Some of Keras's answers passed through float32.
const rounding = { terms: 1, eps: 2 ** -23 };

forEachDevice("activations have Keras's values and derivatives", async () => {
  for (const [name, { y, dy }] of Object.entries(elementwise)) {
    const f = named(name);
    const x = dg.tensor(grid);
    // Sums such as 1 + erf lose the digits that they cancel, up to the size of the input.
    const magnitude = grid.map((value) => Math.max(1, Math.abs(value)));
    const exact = name === "exponential" ? y.map(Math.abs) : magnitude;
    assertClose(await f(x).read(), y, { ...rounding, magnitude: exact });
    const slope = dg.grad((x: dg.Tensor) => dg.sum(f(x)))(x);
    assertClose(await slope.read(), dy, { ...rounding, magnitude: exact });
  }
});

forEachDevice("activations of rows are Keras's", async () => {
  const data = dg.tensor(rows.x.data, rows.x.shape);
  for (const [name, { y, grad_out, dx }] of Object.entries(rows.cases)) {
    // Keras 3.15.1 gets it wrong where more than one element is above 0, which its pull request #23469 mends.
    if (name === "sparsemax") continue;
    const f = named(name), width = rows.x.shape[1];
    const how = { terms: width, eps: 2 ** -23, magnitude: 2 };
    assertClose(await f(data).read(), y.data, how);
    const weights = dg.tensor(grad_out.data, grad_out.shape);
    const slope = dg.grad((x: dg.Tensor) => dg.sum(dg.mul(f(x), weights)));
    assertClose(await slope(data).read(), dx.data, how);
  }
});

forEachDevice("activations do what Keras's activation layers do", async () => {
  const x = dg.tensor(layers.x.data, layers.x.shape);
  for (const [name, { y }] of Object.entries(layers.cases)) {
    if (name === "PReLU()") continue; // has a weight
    // What lies below the threshold is a difference of numbers of size 1.
    const how = { ...rounding, magnitude: 1 };
    assertClose(await named(name)(x).read(), y.data, how);
  }
});

const SMOOTH = Object.keys(elementwise);

Deno.test("activations have right derivatives of first and second order", async () => {
  // Away from the kinks, but with a point where the sigmoid would overflow a naive form.
  const points = [-2.3, -0.7, -0.2, 0.3, 0.9, 2.2];
  for (const name of SMOOTH) {
    await checkGradient(named(name), [{ shape: [6], values: points }]);
  }
  const table = [{ shape: [2, 4] }];
  await checkGradient((x) => activations.softmax(x), table);
  await checkGradient((x) => activations.logSoftmax(x, { axis: 0 }), table);
  await checkGradient((x) => activations.glu(x), table);
  await checkGradient((x) => activations.sparsemax(x), table);
  await dg.setBackend("wasm");
});

forEachDevice(
  "activations stay finite far from 0, to the second order",
  async () => {
    for (const name of SMOOTH) {
      if (name === "exponential") continue;
      const f = named(name);
      const slope = (x: dg.Tensor) =>
        dg.grad((x: dg.Tensor) => dg.sum(f(x)))(x);
      const curve = dg.grad((x: dg.Tensor) => dg.sum(slope(x)));
      const far = dg.tensor([-800, -120, -89, 0, 89, 120, 800]);
      for (const values of [f(far), slope(far), curve(far)]) {
        const all = [...await values.read()];
        assert(all.every(Number.isFinite), `${name}: ${all}`);
      }
    }
    const gate = dg.tensor([[3, -800], [3, -120], [3, 120]]);
    const slope = (x: dg.Tensor) =>
      dg.grad((x: dg.Tensor) => dg.sum(activations.glu(x)))(x);
    const curve = dg.grad((x: dg.Tensor) => dg.sum(slope(x)))(gate);
    assert((await curve.read()).every(Number.isFinite));
  },
);

forEachDevice("activations let NaN through", async () => {
  for (const name of Object.keys(elementwise)) {
    const [y] = await named(name)(dg.tensor([NaN])).read();
    assert(Number.isNaN(y), name);
  }
});

forEachDevice(
  "sparsemax gives numbers that sum to 1, and exact zeros",
  async () => {
    const x = dg.tensor([[3, 1, 0], [0.1, 0.2, 0.3], [1e4, 1e4, 0], [5, 5, 5]]);
    const y = [...await activations.sparsemax(x).read()];
    const third = 1 / 3;
    const expected = [
      ...[1, 0, 0],
      ...[third - 0.1, third, third + 0.1],
      ...[0.5, 0.5, 0],
      ...[third, third, third],
    ];
    assertClose(y, expected, { terms: 3, magnitude: 1 });
    assertEquals(y[1], 0);
    const down = activations.sparsemax(dg.transpose(x), { axis: 0 });
    assertEquals([...await dg.transpose(down).read()], y);
  },
);

forEachDevice("sparsemax is Keras's where one element takes all", async () => {
  const { y, dx } = rows.cases.sparsemax;
  const row = (data: readonly number[]): number[] => data.slice(4, 8);
  const x = dg.tensor(row(rows.x.data));
  assertEquals([...await activations.sparsemax(x).read()], row(y.data));
  const slope = dg.grad((x: dg.Tensor) => dg.sum(activations.sparsemax(x)));
  assertEquals([...await slope(x).read()].map(Math.abs), row(dx.data));
});

Deno.test("glu refuses an axis of odd size", () => {
  assertThrows(
    () => activations.glu(dg.zeros([2, 3])),
    dg.ValueError,
    "Cannot compute glu: expected axis 1 to have an even size, received shape [2, 3]",
  );
});

Deno.test("activations are found by Keras's names and written under them", () => {
  assertEquals(activations.get(null), activations.linear);
  assertEquals(activations.get(undefined), activations.linear);
  assertEquals(activations.serialize(null), "linear");
  assertEquals(activations.get("swish"), activations.silu);
  assertEquals(activations.serialize(activations.get("swish")), "silu");
  assertEquals(
    activations.serialize(activations.get("hard_swish")),
    "hard_silu",
  );
  for (const name of Object.keys(elementwise)) {
    if (name.includes("(") || name.endsWith("swish")) continue;
    const found = activations.get(name as activations.ActivationName);
    assertEquals(activations.serialize(found), name);
    assertEquals(activations.deserialize(name), found);
  }
});

Deno.test("activations are read from Keras's object form", () => {
  const config = {
    module: "builtins",
    class_name: "function",
    config: "hard_tanh",
    registered_name: "function",
  };
  assertEquals(activations.get(config), activations.hardTanh);
  const custom = function double(x: dg.Tensor): dg.Tensor {
    return dg.mul(x, 2);
  };
  assertEquals(activations.get(custom), custom);
  const written = activations.serialize(custom);
  assertEquals(written, { ...config, config: "double" });
  assertEquals(activations.deserialize(written, { double: custom }), custom);
  assertThrows(() => activations.deserialize(written), dg.ValueError);
  assertThrows(
    () => activations.serialize((x) => x),
    TypeError,
    "Cannot serialize activation: expected a function with a name",
  );
});

Deno.test("activations refuse unknown names and options", () => {
  assertThrows(
    () => activations.get("nope" as "relu"),
    dg.ValueError,
    'Cannot find activation: expected a name, a config, or one itself, received "nope"',
  );
  assertThrows(
    () => activations.get("leakyRelu" as "relu"),
    dg.ValueError,
    "did you mean leaky_relu",
  );
  assertThrows(() => activations.get(3 as unknown as "relu"), dg.ValueError);
  assertThrows(() => activations.get("toString" as "relu"), dg.ValueError);
  assertThrows(
    () => activations.get("threshold" as "relu"),
    dg.ValueError,
    "two arguments",
  );
  const x = dg.zeros([2]);
  assertThrows(
    () => activations.relu(x, { alpha: 1 } as activations.ReluOptions),
    TypeError,
    "alpha",
  );
  assertThrows(() => activations.elu(x, { alpha: NaN }), dg.ValueError);
  assertThrows(() => activations.celu(x, { alpha: 0 }), dg.ValueError, "alpha");
  assertThrows(() => activations.squareplus(x, { b: -1 }), dg.ValueError, "b");
});
