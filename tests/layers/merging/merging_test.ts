/** Inputs that are merged: more than are taken at once, and of sizes that are not known. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { Add, Average, Concatenate, Maximum, Minimum, Multiply } = dg.layers;

forEachBackend("merging layers take any number of inputs", async () => {
  // No two orders of the first few have one result.
  const numbers = [3, -1, 2, 1, -2, 5, -7, 1, 2, -3, 4];
  const folds = [
    [new Add(), (all: number[]) => all.reduce((a, b) => a + b)],
    [
      new Average(),
      (all: number[]) => all.reduce((a, b) => a + b) / all.length,
    ],
    [new Multiply(), (all: number[]) => all.reduce((a, b) => a * b)],
    [new Maximum(), (all: number[]) => Math.max(...all)],
    [new Minimum(), (all: number[]) => Math.min(...all)],
  ] as const;
  for (const [layer, fold] of folds) {
    for (let count = 1; count <= numbers.length; count++) {
      const given = numbers.slice(0, count);
      const y = layer.apply(given.map((n) => dg.tensor([[n, -n]])));
      const [a, b] = await y.read();
      const turned = fold(given.map((n) => -n));
      const what = `${layer} of ${count}`;
      assertEquals(
        [Math.fround(a), Math.fround(b)],
        [fold(given), turned].map(Math.fround),
        what,
      );
    }
  }
});

Deno.test("shapes that are joined may be unknown, in any of the inputs", () => {
  const layer = new Concatenate({ axis: 1 });
  const rows = [
    [[[null, 3, 4], [null, 2, 4]], [null, 5, 4]],
    [[[null, 3, null], [null, 2, 4]], [null, 5, 4]],
    [[[null, 3, 4], [null, 2, null]], [null, 5, 4]],
    [[[2, 3, 4], [null, 2, 4]], [2, 5, 4]],
    [[[null, 3, 4], [2, 2, 4]], [2, 5, 4]],
    [[[null, 3, 4], [null, null, 4]], [null, null, 4]],
    [[[null, null, 4], [null, 3, 4], [null, 2, 4]], [null, null, 4]],
  ] as const;
  for (const [[first, ...others], expected] of rows) {
    assertEquals(
      [...layer.computeOutputShape(first, ...others)],
      [...expected],
      JSON.stringify([first, ...others]),
    );
  }
});
