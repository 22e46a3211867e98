/** Normal numbers by seed and the inverse error function, against numpy's and mpmath's. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { erfinv } from "../../autograd/erfinv.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

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

forEachBackend(
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

forEachBackend(
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
