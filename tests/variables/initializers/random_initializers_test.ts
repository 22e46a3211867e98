/** Initializers that draw: how their values are spread, and seeds, against Keras's. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { computeFans } from "../../../variables/initializers/fans.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

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
  readonly sampled_statistics: Record<string, Statistics>;
}>("behaviour/initializers.json");

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
  const parts = await Promise.all(kernels.map(valuesOf));
  return parts.flat();
}

// What is drawn has the same bits on every backend, which their own tests hold them to.
Deno.test("variance scaling keeps within Keras's limits", async () => {
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

Deno.test("random initializers are spread like Keras's", async () => {
  for (const [name, theirs] of Object.entries(fixture.sampled_statistics)) {
    const { class_name } = initializers.serialize(
      initializers.get(name as Name),
    );
    const initializer = initializers.deserialize({
      class_name,
      config: { seed: 3 },
    });
    const values = await valuesOf(initializer.call(theirs.shape));
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

forEachBackend("a seed decides what is drawn", async () => {
  const draw = (initializer: initializers.Initializer) =>
    valuesOf(initializer.call([2, 3]));
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
