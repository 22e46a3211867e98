/** Initializers: distributions, orthogonality, windows, seeds, names and configs, against Keras's. */

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { assertClose } from "../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";
import { windowOf } from "../../layers/initializers/windows.ts";
import { computeFans } from "../../layers/initializers/fans.ts";

type Name = initializers.InitializerName;

interface Expected {
  readonly distribution: "uniform" | "truncated_normal";
  readonly limit: number;
  readonly target_std: number;
  readonly bound: number;
}

interface Statistics {
  readonly shape: number[];
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

const fixture = loadFixture<{
  readonly variance_scaling: {
    shape: number[];
    fan_in: number;
    fan_out: number;
    expect: Record<string, Expected>;
  }[];
  readonly orthogonal: {
    shape: number[];
    flat: [number, number];
    orthogonal: "rows" | "columns";
    gain: number;
  }[];
  readonly sampled_statistics: Record<string, Statistics>;
  readonly aliases: string[];
  readonly configs: Record<string, Record<string, unknown>>;
  readonly serialized: Record<string, unknown>;
}>("behaviour/initializers.json");

const stft = loadFixture<{
  readonly windows: Record<
    string,
    Record<string, { symmetric: number[]; periodic: number[] }>
  >;
  readonly cases: {
    args: Record<string, unknown>;
    config: Record<string, unknown>;
    y: FixtureTensor;
  }[];
}>("behaviour/stft.json");

async function read(x: dg.Tensor): Promise<number[]> {
  return [...await x.read()];
}

/** How values are spread. */
function statistics(values: readonly number[]): Omit<Statistics, "shape"> {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return {
    mean,
    std: Math.sqrt(squares / values.length),
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
}

Deno.test("fans are counted as Keras counts them", () => {
  const none = { inputAxes: null, outputAxes: null };
  for (const { shape, fan_in, fan_out } of fixture.variance_scaling) {
    const { fanIn, fanOut } = computeFans(shape, none);
    assertEquals([fanIn, fanOut], [fan_in, fan_out]);
  }
  const axes = { inputAxes: [0, 1, 3], outputAxes: [0, 1, -2] };
  assertEquals(computeFans([3, 5, 7, 11], axes), { fanIn: 165, fanOut: 105 });
  assertThrows(
    () => computeFans([3], { inputAxes: [0], outputAxes: [1] }),
    dg.ValueError,
    "received axis 1",
  );
});

forEachBackend("variance scaling keeps within Keras's limits", async () => {
  for (const { shape, expect } of fixture.variance_scaling) {
    for (const [name, expected] of Object.entries(expect)) {
      const values = await read(initializers.get(name as Name).call(shape));
      const { std, min, max } = statistics(values);
      const { limit, bound, target_std } = expected;
      const most = Math.fround(
        expected.distribution === "uniform" ? limit : bound,
      );
      assert(min >= -most && max <= most, `${name} ${shape}: ${min}, ${max}`);
      if (values.length < 500) continue;
      const target = target_std ?? limit / Math.sqrt(3);
      // The deviation of n values is off by 1 / sqrt(2 n) of itself, give or take.
      const off = 4 * target / Math.sqrt(2 * values.length);
      assert(Math.abs(std - target) < off, `${name} ${shape}: ${std}`);
    }
  }
});

forEachBackend("random initializers are spread like Keras's", async () => {
  for (const [name, theirs] of Object.entries(fixture.sampled_statistics)) {
    const { class_name } = initializers.serialize(
      initializers.get(name as Name),
    );
    const initializer = initializers.deserialize({
      class_name,
      config: { seed: 3 },
    });
    const values = await read(initializer.call(theirs.shape));
    const ours = statistics(values);
    const off = 6 * theirs.std / Math.sqrt(values.length);
    assert(
      Math.abs(ours.mean - theirs.mean) < off,
      `${name}: mean ${ours.mean}`,
    );
    assert(Math.abs(ours.std - theirs.std) < off, `${name}: std ${ours.std}`);
    if (name === "random_normal") continue;
    // Of so many values the outermost come near the ends of the interval. (One of Keras's lies beyond: its torch leaks.)
    const reach = name.includes("uniform") ? 1e-3 : 1e-2;
    const most = Math.max(-theirs.min, theirs.max);
    assert(ours.max > (1 - reach) * theirs.max, `${name}: max ${ours.max}`);
    assert(ours.max <= 1.001 * most && ours.min >= -1.001 * most, name);
  }
});

forEachBackend("orthogonal kernels are orthogonal", async () => {
  for (const { shape, flat, orthogonal, gain } of fixture.orthogonal) {
    const kernel = new initializers.Orthogonal({ gain, seed: 5 }).call(shape);
    assertEquals(kernel.shape, shape);
    const matrix = dg.reshape(kernel, flat);
    const rows = orthogonal === "rows" ? matrix : dg.transpose(matrix);
    const gram = await read(dg.matmul(rows, dg.transpose(rows)));
    const [n, length] = rows.shape;
    const expected = gram.map((_, i) => i % (n + 1) === 0 ? gain ** 2 : 0);
    assertClose(gram, expected, { terms: length, magnitude: gain ** 2 });
  }
});

Deno.test("orthogonal matrices are as likely to turn as to mirror", async () => {
  const stream = new dg.SeedGenerator({ seed: 1 });
  const initializer = new initializers.Orthogonal({ seed: stream });
  let mirrored = 0, sum = 0;
  for (let i = 0; i < 400; i++) {
    const [a, b, c, d] = await read(initializer.call([2, 2]));
    sum += a;
    if (a * d - b * c < 0) mirrored++;
  }
  assert(Math.abs(mirrored - 200) < 4 * 10, `${mirrored}`);
  assert(Math.abs(sum) < 4 * Math.sqrt(400 / 2), `${sum}`);
});

forEachBackend(
  "constant initializers fill what they are asked for",
  async () => {
    assertEquals(await read(initializers.get("zeros").call([2])), [0, 0]);
    assertEquals(await read(initializers.get("one").call([2])), [1, 1]);
    assertEquals(await read(initializers.get("constant").call([2])), [0, 0]);
    const half = new initializers.Constant({ value: 0.5 });
    assertEquals(await read(half.call([])), [0.5]);
    const wide = new initializers.Identity({ gain: 3 }).call([2, 3]);
    assertEquals(await read(wide), [3, 0, 0, 0, 3, 0]);
    assertEquals(await read(initializers.get("identity").call([0, 2])), []);
  },
);

forEachBackend("STFT kernels are Keras's", async () => {
  for (const { args, config, y } of stft.cases) {
    const initializer = new initializers.STFT(args);
    assertEquals(initializer.getConfig(), config);
    assertEquals(Object.keys(initializer.getConfig()), Object.keys(config));
    const kernel = initializer.call(y.shape);
    assertEquals(kernel.shape, y.shape);
    // Keras multiplies pi out, and keeps its rounding.
    const how = { terms: 1, magnitude: 1 };
    assertClose(await read(kernel), y.data, how);
  }
});

Deno.test("windows are SciPy's", () => {
  for (const [name, byLength] of Object.entries(stft.windows)) {
    for (const [length, { symmetric, periodic }] of Object.entries(byLength)) {
      const how = { terms: 10, eps: 2 ** -52, magnitude: 1 };
      const of = (turn: boolean) => windowOf(name as "hann", +length, turn);
      assertClose(of(false), symmetric, how);
      assertClose(of(true), periodic, how);
    }
  }
});

forEachBackend("a seed decides what is drawn", async () => {
  const draw = (initializer: initializers.Initializer) =>
    read(initializer.call([2, 3]));
  for (const name of ["glorot_uniform", "orthogonal", "normal"] as const) {
    const unseeded = initializers.get(name);
    assertEquals(await draw(unseeded), await draw(unseeded), name);
    assertNotEquals(await draw(unseeded), await draw(initializers.get(name)));
    const seeded = () =>
      initializers.get({ class_name: name, config: { seed: 7 } });
    assertEquals(await draw(seeded()), await draw(seeded()));
    const stream = new dg.SeedGenerator({ seed: 7 });
    const { class_name } = initializers.serialize(unseeded);
    const moving = initializers.deserialize({
      class_name,
      config: { seed: stream },
    });
    assertEquals(await draw(moving), await draw(seeded()));
    assertNotEquals(await draw(moving), await draw(seeded()));
  }
  dg.setRandomSeed(11);
  const first = await draw(initializers.get("he_normal"));
  dg.setRandomSeed(11);
  assertEquals(await draw(initializers.get("he_normal")), first);
});

Deno.test("initializers have Keras's configs, and come back from them", () => {
  for (const [name, config] of Object.entries(fixture.configs)) {
    if (name === "constant") continue; // Keras raises; here it is 0
    const initializer = initializers.get(name as Name);
    assertEquals(initializer.getConfig(), config);
    assertEquals(Object.keys(initializer.getConfig()), Object.keys(config));
  }
  for (const [name, object] of Object.entries(fixture.serialized)) {
    const written = initializers.serialize(initializers.get(name as Name));
    assertEquals(written as unknown, object);
  }
  const all = [
    new initializers.Constant({ value: 2 }),
    new initializers.RandomNormal({ mean: 1, stddev: 2, seed: 3 }),
    new initializers.RandomUniform({ minval: -1, maxval: 2, seed: 3 }),
    new initializers.TruncatedNormal({ mean: 1, seed: 3 }),
    new initializers.VarianceScaling({
      scale: 3,
      mode: "fan_out",
      distribution: "untruncated_normal",
      seed: new dg.SeedGenerator({ seed: 4 }),
      inputAxes: [0],
      outputAxes: [1],
    }),
    new initializers.LecunUniform({ inputAxes: [1], outputAxes: [0] }),
    new initializers.Orthogonal({ gain: 2 }),
    new initializers.Identity({ gain: 2 }),
    new initializers.STFT({ window: null, scaling: null }),
  ];
  for (const initializer of all) {
    const text = JSON.stringify(initializers.serialize(initializer));
    const again = initializers.get(JSON.parse(text));
    assertEquals(again.constructor, initializer.constructor);
    assertEquals(again.getConfig(), initializer.getConfig());
    const { class_name, config } = JSON.parse(text);
    assertEquals(
      initializers.get({ class_name, config }).getConfig(),
      initializer.getConfig(),
    );
  }
});

Deno.test("initializers are found by all of Keras's names", () => {
  const others = ["deserialize", "get", "serialize", "Initializer"];
  for (const name of fixture.aliases) {
    if (others.includes(name)) continue;
    assertInstanceOf(initializers.get(name as Name), initializers.Initializer);
  }
  assertEquals(initializers.get(null), null);
  assertEquals(initializers.get(undefined), null);
  const ones = new initializers.Ones();
  assertEquals(initializers.get(ones), ones);
  assertInstanceOf(
    initializers.get(initializers.HeNormal),
    initializers.HeNormal,
  );
  assertEquals(initializers.serialize(null), null);
});

forEachBackend("functions and tensors stand for initializers", async () => {
  const twos = function twos(shape: dg.Shape): dg.Tensor {
    return dg.full(shape, 2);
  };
  const initializer = initializers.get(twos);
  assertEquals(await read(initializer.call([2])), [2, 2]);
  const written = initializers.serialize(initializer);
  assertEquals(written.config, "twos");
  const again = initializers.deserialize(written, { twos });
  assertEquals(await read(again.call([1])), [2]);

  const values = initializers.get(dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await read(values.call([2, 2])), [1, 2, 3, 4]);
  assertThrows(
    () => values.call([4]),
    dg.ValueError,
    "expected shape [4], received a tensor of shape [2, 2]",
  );
  assertThrows(() => initializers.serialize(values), TypeError, "a tensor");
});

Deno.test("a class of one's own is an initializer, and is written and read", () => {
  class Halves extends initializers.Initializer {
    override call(shape: dg.Shape): dg.Tensor {
      return dg.full(shape, 0.5);
    }
  }
  const written = initializers.serialize(initializers.get(Halves));
  assertEquals(written, {
    module: null,
    class_name: "Halves",
    config: {},
    registered_name: "Halves",
  });
  assertInstanceOf(initializers.deserialize(written, { Halves }), Halves);
  assertThrows(
    () => initializers.deserialize(written),
    dg.ValueError,
    "Halves",
  );
});

Deno.test("initializers refuse what they cannot mean", () => {
  const unknown = (identifier: unknown) => () =>
    initializers.get(identifier as Name);
  assertThrows(
    unknown("nope"),
    dg.ValueError,
    "Could not interpret initializer identifier: nope; near names: one",
  );
  assertThrows(unknown("he_norml"), dg.ValueError, "near names: he_normal");
  assertThrows(unknown("Glorot_Uniform"), dg.ValueError);
  assertThrows(unknown("constructor"), dg.ValueError);
  assertThrows(unknown(3), dg.ValueError, "identifier: 3");
  assertThrows(unknown({ class_name: "nope", config: {} }), dg.ValueError);
  assertThrows(unknown({}), dg.ValueError);
  assertThrows(
    unknown({ class_name: "HeNormal", config: { scale: 1 } }),
    TypeError,
    "received scale",
  );
});

Deno.test("initializers refuse bad arguments and shapes", () => {
  const { VarianceScaling } = initializers;
  const refused: [string, () => unknown][] = [
    ["scale", () => new VarianceScaling({ scale: 0 })],
    ["mode", () => new VarianceScaling({ mode: "x" as "fan_in" })],
    [
      "distribution",
      () => new VarianceScaling({ distribution: "x" as "uniform" }),
    ],
    ["together", () => new VarianceScaling({ inputAxes: [0] })],
    ["seed", () => new initializers.HeNormal({ seed: 1.5 })],
    ["seed", () => new initializers.HeNormal({ seed: -1 })],
    ["value", () => new initializers.Constant({ value: NaN })],
    ["side", () => new initializers.STFT({ side: "x" as "real" })],
    ["window", () => new initializers.STFT({ window: "x" as "hann" })],
    ["scaling", () => new initializers.STFT({ scaling: "x" as "density" })],
    ["2 axes", () => new initializers.Identity().call([2])],
    ["2 or more axes", () => new initializers.Orthogonal().call([2])],
    ["frequencies", () => new initializers.STFT().call([4, 2, 3])],
    ["frequencies", () => new initializers.STFT().call([4, 1, 1])],
    ["3 values", () => new initializers.STFT({ window: [1] }).call([3, 1, 3])],
  ];
  for (const [what, make] of refused) assertThrows(make, dg.ValueError, what);
  const one = { seed: 1 };
  assertThrows(() => new initializers.Zeros(one), TypeError, "seed");
  assertThrows(
    () => new initializers.Constant(2 as unknown as { value: number }),
    TypeError,
    "expected an object of options (options value), received 2",
  );
});
