/** Random numbers: their distributions, their streams, and the ones that a seed has to give. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { erfinv } from "../../autograd/erfinv.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachDevice } from "../helpers/for_each_backend.ts";

const SHAPE = [1_000_000];

async function statistics(x: dg.Tensor) {
  const elements = await x.data();
  const mean = await dg.mean(x).item();
  const deviation = Math.sqrt(await dg.variance(x).item());
  return {
    mean,
    deviation,
    least: elements.reduce((a, b) => Math.min(a, b)),
    most: elements.reduce((a, b) => Math.max(a, b)),
  };
}

// Five deviations of the mean of so many draws: passes but for one seed in a million.
const CHANCE = 5 / Math.sqrt(SHAPE[0]);

Deno.test("uniform numbers fill their interval evenly", async () => {
  const x = dg.randomUniform(SHAPE, { minval: -2, maxval: 4, seed: 3 });
  const { mean, deviation, least, most } = await statistics(x);
  const spread = 6 / Math.sqrt(12);
  assert(Math.abs(mean - 1) < CHANCE * spread);
  assert(Math.abs(deviation - spread) < CHANCE * spread);
  assert(least >= -2 && most < 4 && most - least > 5.99);
});

Deno.test("normal numbers have their mean, deviation and tails", async () => {
  const x = dg.randomNormal(SHAPE, { mean: 1, stddev: 2, seed: 3 });
  const { mean, deviation, least, most } = await statistics(x);
  assert(Math.abs(mean - 1) < CHANCE * 2);
  assert(Math.abs(deviation - 2) < CHANCE * 2);
  const beyond = dg.mean(dg.greater(dg.abs(dg.sub(x, 1)), 4));
  const share = 0.04550026389635842;
  const off = CHANCE * Math.sqrt(share * (1 - share));
  assert(Math.abs(await beyond.item() - share) < off);
  assert(least > 1 - 2 * 6 && most < 1 + 2 * 6);
});

Deno.test("truncated normal numbers stay within two deviations", async () => {
  const x = dg.truncatedNormal(SHAPE, { mean: 1, stddev: 2, seed: 3 });
  const { mean, deviation, least, most } = await statistics(x);
  assert(Math.abs(mean - 1) < CHANCE * 2);
  // The deviation of the normal distribution cut at two deviations.
  assert(Math.abs(deviation - 2 * 0.87962566103423978) < CHANCE * 2);
  assert(least >= -3 && most <= 5 && least < -2.99 && most > 4.99);
});

Deno.test("a number as seed stands still, a generator moves on", async () => {
  const draw = (seed: dg.Seed) => dg.randomUniform([5], { seed }).data();
  assertEquals(await draw(7), await draw(7));
  const [one, two] = [0, 1].map(() => new dg.SeedGenerator({ seed: 7 }));
  const first = await draw(one), second = await draw(one);
  assertEquals(first, await draw(two));
  assert(`${first}` !== `${second}`);
  assertEquals(second, await draw(two));
});

Deno.test("a generator takes its seed by its place, too", async () => {
  const draw = (seed: dg.Seed) => dg.randomUniform([5], { seed }).data();
  const named = new dg.SeedGenerator({ seed: 7 });
  assertEquals(await draw(new dg.SeedGenerator(7)), await draw(named));
  assertThrows(
    () => new dg.SeedGenerator(1.5),
    dg.ValueError,
    "expected an integer, 0 or more, received 1.5",
  );
});

Deno.test("setRandomSeed makes draws without a seed repeat", async () => {
  const draw = async () => {
    dg.setRandomSeed(11);
    return [
      await dg.randomNormal([3]).data(),
      await dg.randomNormal([3]).data(),
    ];
  };
  const first = await draw();
  assertEquals(first, await draw());
  assert(`${first[0]}` !== `${first[1]}`);
});

Deno.test("a seed is an integer, 0 or more", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 60]) {
    assertThrows(
      () => dg.randomUniform([1], { seed }),
      dg.ValueError,
      `received ${seed}`,
    );
  }
});

Deno.test("no number of a stream is drawn twice, however many are drawn at a time", async () => {
  await dg.setBackend(await openBackend("reference"));
  for (const size of [1, 2, 3, 5, 8]) {
    const seed = new dg.SeedGenerator({ seed: 9 });
    const drawn: number[] = [];
    for (let i = 0; i < 40; i++) {
      drawn.push(...await dg.randomUniform([size], { seed }).read());
    }
    // Of 2^24 numbers, so few are all different but for one seed in hundreds.
    assertEquals(new Set(drawn).size, drawn.length, `${size} at a time`);
  }
  await dg.setBackend("wasm");
});

Deno.test("seeds that differ in any bit give other numbers", async () => {
  const bits = [0, 1, 7, 16, 31, 32, 33, 40, 52];
  const drawn = new Set<string>();
  for (const seed of [0, ...bits.map((bit) => 2 ** bit)]) {
    drawn.add(`${await dg.randomUniform([4], { seed }).data()}`);
  }
  assert(drawn.size === bits.length + 1, `${drawn.size} of ${bits.length + 1}`);
});

const fixture = loadFixture<{
  readonly count: number;
  readonly draws: {
    readonly kind: "normal" | "truncated";
    readonly seed: number;
    readonly places: number[];
    readonly values: number[];
  }[];
  readonly erfinv: { readonly x: number[]; readonly y: number[] };
}>("special/random_numbers.json");

const DRAW = { normal: dg.randomNormal, truncated: dg.truncatedNormal };
/** The polynomial is right to 1.7e-7, which is as much as two roundings more. */
const ROUNDING = { terms: 3 };

forEachDevice(
  "normal numbers of a seed are the ones that they have to be, far out too",
  async () => {
    for (const { kind, seed, places, values } of fixture.draws) {
      const numbers = await DRAW[kind]([fixture.count], { seed }).data();
      const chosen = places.map((place) => numbers[place]);
      assertClose(chosen, values, ROUNDING);
      const moved = await DRAW[kind]([8], { seed, mean: -3, stddev: 0.5 })
        .data();
      const expected = values.slice(0, 8).map((value) => value / 2 - 3);
      assertEquals(places.slice(0, 8), [0, 1, 2, 3, 4, 5, 6, 7]);
      assertClose(moved, expected, { ...ROUNDING, magnitude: 3 });
    }
  },
  { onWebGPU: true },
);

const INVERSE = erfinv(dg.formula.x);

forEachDevice(
  "the inverse error function is right up to the last number before 1",
  async () => {
    const { x, y } = fixture.erfinv;
    for (const sign of [1, -1]) {
      const at = dg.tensor(x.map((value) => sign * value));
      const expected = y.map((value) => sign * value);
      const inverse = await dg.elementwise(INVERSE, [at]).data();
      assertClose(inverse, expected, ROUNDING);
    }
  },
  { onWebGPU: true },
);
