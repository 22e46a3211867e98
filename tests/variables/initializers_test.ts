/** Initializers: distributions, orthogonality, windows and seeds, against Keras's. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { assertClose } from "../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";
import { windowOf } from "../../variables/initializers/windows.ts";
import { computeFans } from "../../variables/initializers/variance_scaling.ts";

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

/** Of how many values a deviation is taken, to tell it to 2 percent, and in how many kernels at most. */
const MANY = 20_000, MOST_KERNELS = 50;

/** Kernels from one stream, until there are many values. */
async function drawMany(
  name: Name,
  shape: readonly number[],
): Promise<number[]> {
  const { class_name } = initializers.serialize(initializers.get(name));
  const seed = new dg.SeedGenerator({ seed: 3 });
  const initializer = initializers.deserialize({
    class_name,
    config: { seed },
  });
  const size = shape.reduce((a, b) => a * b, 1);
  const kernels = Array.from(
    { length: Math.min(MOST_KERNELS, Math.ceil(MANY / size)) },
    () => initializer.call(shape),
  );
  const parts = await Promise.all(kernels.map(read));
  return parts.flat();
}

forEachBackend("variance scaling keeps within Keras's limits", async () => {
  for (const { shape, expect } of fixture.variance_scaling) {
    for (const [name, expected] of Object.entries(expect)) {
      const values = await drawMany(name as Name, shape);
      const { std, min, max } = statistics(values);
      const { limit, bound, target_std } = expected;
      const most = Math.fround(
        expected.distribution === "uniform" ? limit : bound,
      );
      assert(min >= -most && max <= most, `${name} ${shape}: ${min}, ${max}`);
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

Deno.test("a spectrum is scaled by the sum of a window's sizes", async () => {
  const window = [1, -2, 3, -1];
  const kernel = new dg.initializers.STFT({ window, scaling: "spectrum" });
  // The first frequency is 0: its wave is 1 everywhere.
  const values = await kernel.call([4, 1, 3]).read();
  const first = Array.from(window, (_, t) => values[3 * t]);
  assertClose(first, window.map((value) => value / 7), { terms: 4 });
});
