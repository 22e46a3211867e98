/** Constraints: projections against Keras's, rings of radial kernels, names and configs. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as constraints from "@decograd/decograd/constraints";
import { assertClose } from "../helpers/assert_close.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { cases, strings } = loadFixture<{
  readonly cases: {
    constraint: string;
    w: FixtureTensor;
    out: FixtureTensor;
  }[];
  readonly strings: Record<string, Record<string, unknown>>;
}>("behaviour/constraints.json");

const { MaxNorm, MinMaxNorm, NonNeg, RadialConstraint, UnitNorm } = constraints;
const filters = [0, 1, 2];

const MADE: Record<string, constraints.Constraint> = {
  "MaxNorm()": new MaxNorm(),
  "MaxNorm(1,axis=[0,1,2])": new MaxNorm({ maxValue: 1, axis: filters }),
  "NonNeg()": new NonNeg(),
  "UnitNorm()": new UnitNorm(),
  "MinMaxNorm()": new MinMaxNorm(),
  "MinMaxNorm(0.5,1.5,0.25,axis=[0,1,2])": new MinMaxNorm({
    minValue: 0.5,
    maxValue: 1.5,
    rate: 0.25,
    axis: filters,
  }),
};

type Name = constraints.ConstraintName;

forEachBackend("constraints project like Keras's", async () => {
  for (const { constraint, w, out } of cases) {
    const projected = MADE[constraint].call(dg.tensor(w.data, w.shape));
    assertEquals(projected.shape, out.shape);
    const how = { terms: w.data.length };
    assertClose(await projected.read(), out.data, how);
  }
});

forEachBackend("negative axes count from the back", async () => {
  const w = dg.tensor([[3, 4], [6, 8]]);
  const y = await new UnitNorm({ axis: -1 }).call(w).read();
  assertClose(y, [0.6, 0.8, 0.6, 0.8], { terms: 2 });
  const same = await new UnitNorm({ axis: [-1] }).call(w).read();
  assertEquals([...same], [...y]);
});

forEachBackend("weights of norm 0 stay 0", async () => {
  for (const constraint of Object.values(MADE)) {
    const zeros = dg.zeros([2, 2, 2, 2]);
    const y = [...await constraint.call(zeros).read()];
    assertEquals(y.every((value) => value === 0), true);
  }
});

Deno.test("constraints can be differentiated", async () => {
  const points = [{ shape: [2, 3] }];
  for (const constraint of [new MaxNorm({ maxValue: 0.5 }), new UnitNorm()]) {
    await checkGradient((w) => constraint.call(w), points);
  }
  await dg.setBackend("wasm");
});

/** Which cell of a counted-through kernel each of its cells takes its value from. */
const RINGS: Record<number, number[][]> = {
  1: [[0]],
  2: [[0, 0], [0, 0]],
  3: [[4, 4, 4], [4, 0, 4], [4, 4, 4]],
  4: [[15, 15, 15, 15], [15, 5, 5, 15], [15, 5, 5, 15], [15, 15, 15, 15]],
  5: [
    [18, 18, 18, 18, 18],
    [18, 12, 12, 12, 18],
    [18, 12, 6, 12, 18],
    [18, 12, 12, 12, 18],
    [18, 18, 18, 18, 18],
  ],
};

forEachBackend("radial kernels are TensorFlow 2's", async () => {
  for (const [text, rings] of Object.entries(RINGS)) {
    const size = Number(text);
    const cells = dg.reshape(dg.arange(size * size), [size, size, 1, 1]);
    const channels = dg.reshape(dg.arange(6), [2, 3]);
    const w = dg.add(cells, dg.mul(100, channels));
    const y = new RadialConstraint().call(w);
    assertEquals(y.shape, [size, size, 2, 3]);
    const expected = rings.flat().flatMap((cell) =>
      [0, 1, 2, 3, 4, 5].map((channel) => cell + 100 * channel)
    );
    assertEquals([...await y.read()], expected);
  }
});

Deno.test("constraints have Keras's names and configs, and come back from them", () => {
  for (const [name, config] of Object.entries(strings)) {
    const constraint = constraints.get(name as Name);
    assertEquals(constraint.getConfig(), config);
    assertEquals(Object.keys(constraint.getConfig()), Object.keys(config));
  }
  const all = [...Object.values(MADE), new RadialConstraint()];
  for (const constraint of all) {
    const text = JSON.stringify(constraints.serialize(constraint));
    const again = constraints.get(JSON.parse(text));
    assertEquals(again.constructor, constraint.constructor);
    assertEquals(again.getConfig(), constraint.getConfig());
  }
  assertEquals(constraints.serialize(new MaxNorm({ axis: [0, 1, 3] })), {
    module: "keras.constraints",
    class_name: "MaxNorm",
    config: { max_value: 2, axis: [0, 1, 3] },
    registered_name: null,
  });
  assertInstanceOf(constraints.get("radial_constraint"), RadialConstraint);
  assertInstanceOf(constraints.get("maxnorm"), MaxNorm);
  assertInstanceOf(constraints.get("nonneg"), NonNeg);
  assertInstanceOf(constraints.get("unitnorm"), UnitNorm);
  assertInstanceOf(constraints.get(UnitNorm), UnitNorm);
  assertEquals(constraints.get(null), null);
});

forEachBackend("functions stand for constraints", async () => {
  const half = function half(w: dg.Tensor): dg.Tensor {
    return dg.mul(w, 0.5);
  };
  const constraint = constraints.get(half);
  assertEquals([...await constraint.call(dg.tensor([2, 4])).read()], [1, 2]);
  const written = constraints.serialize(constraint);
  const again = constraints.deserialize(written, { half });
  assertEquals([...await again.call(dg.tensor([2])).read()], [1]);
});

Deno.test("constraints refuse bad axes, options, shapes and names", () => {
  assertThrows(
    () => new MaxNorm({ axis: 1 }).call(dg.zeros([3])),
    dg.ValueError,
    "Cannot compute MaxNorm: expected an axis from -1 to 0, received axis 1",
  );
  assertThrows(
    () => new UnitNorm({ axis: [0, 0] }).call(dg.zeros([3])),
    dg.ValueError,
    "each axis once",
  );
  const bad = 0.5;
  assertThrows(() => new UnitNorm({ axis: bad }), dg.ValueError, "axis");
  assertThrows(() => new MaxNorm({ maxValue: NaN }), dg.ValueError, "maxValue");
  assertThrows(() => new MinMaxNorm({ rate: NaN }), dg.ValueError, "rate");
  const other = { maxNorm: 1 } as constraints.MaxNormOptions;
  assertThrows(() => new MaxNorm(other), TypeError, "received maxNorm");
  const radial = new RadialConstraint();
  assertThrows(
    () => radial.call(dg.zeros([3, 3, 1])),
    dg.ValueError,
    "expected a square kernel of rank 4, received shape [3, 3, 1]",
  );
  assertThrows(() => radial.call(dg.zeros([3, 4, 1, 1])), dg.ValueError);
  assertThrows(
    () => constraints.get("nope" as Name),
    dg.ValueError,
    'Cannot find constraint: expected a name, a config, or one itself, received "nope"',
  );
  assertThrows(
    () => constraints.get("MaxNom" as Name),
    dg.ValueError,
    "did you mean max",
  );
});

const EPSILON = 1e-7;

Deno.test("epsilon is added to the norm itself, however small that is", async () => {
  const { MaxNorm, MinMaxNorm, UnitNorm } = dg.constraints;
  for (const norm of [1e-6, 1e-5, 5e-4, 0.02]) {
    const w = [0.6 * norm, 0.8 * norm].map(Math.fround);
    const wanted: [dg.constraints.Constraint, number][] = [
      [new MaxNorm({ maxValue: 1 }), norm],
      [new MaxNorm({ maxValue: norm / 2 }), norm / 2],
      [new MinMaxNorm({ minValue: 0.1, maxValue: 1 }), 0.1],
      [
        new MinMaxNorm({ minValue: 0.1, maxValue: 1, rate: 0.25 }),
        0.25 * 0.1 + 0.75 * norm,
      ],
      [new UnitNorm(), 1],
    ];
    for (const [constraint, length] of wanted) {
      const expected = w.map((x) => x * length / (EPSILON + norm));
      const actual = await constraint.call(dg.tensor(w)).data();
      assertClose(actual, expected, { terms: 4 });
    }
  }
});
