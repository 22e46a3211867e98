/** Inputs that are merged: derivatives, numbers and shapes of them, and what is refused. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract } =
  dg.layers;
const { ShapeError, ValueError } = dg;

testLayers([[() => new Concatenate(), [2, 3]]]);

testOptionsRefused([
  [Add, { axis: 1 }, "received axis"],
  [Dot, {}, "axes to be an integer or a list of two, received undefined"],
  [Dot, { axes: [1, 2, 3] }, "axes"],
]);

testInputsRefused([
  [new Concatenate(), [[2, 3], [3, 3]], ShapeError, "differ on axis 1 only"],
  [new Concatenate(), [], ValueError, "an array of at least 1, received 0"],
  [new Add(), [[2, 3], [2, 4]], ShapeError, "received [2, 3], [2, 4]"],
  [new Add(), [[1, 3], [2, 3]], ShapeError, "one batch size"],
  [new Dot({ axes: 1 }), [[2, 3]], ValueError, "an array of 2"],
  [new Dot({ axes: 1 }), [[2, 3], [2, 4]], ShapeError, "one size on axes 1"],
  [new Dot({ axes: 1 }), [[1, 3], [2, 3]], ShapeError, "one batch size"],
  [new Dot({ axes: 0 }), [[2, 3], [2, 3]], ShapeError, "the batch's"],
  [new Dot({ axes: 2 }), [[2, 3], [2, 3]], ValueError, "axis"],
  [
    new Subtract(),
    [[2, 3], [2, 3], [2, 3]],
    ValueError,
    "expected two inputs, received 3",
  ],
]);

Deno.test("once it is built, a merging layer refuses other shapes too", () => {
  const add = new Add();
  add.apply([dg.zeros([2, 3]), dg.zeros([2, 3])]);
  const wrong = [dg.zeros([2, 3]), dg.zeros([2, 4])];
  assertThrows(() => add.apply(wrong), ShapeError, "broadcast together");
});

Deno.test("layers that merge differentiate in every input", async () => {
  for (const Merge of [Add, Multiply, Average, Maximum, Minimum]) {
    const f = (...xs: dg.Tensor[]) => new Merge().apply(xs);
    await checkGradient(f, [2, 1, 2].map((n) => ({ shape: [2, n] })));
  }
  for (const Merge of [Subtract, Concatenate]) {
    const f = (...xs: dg.Tensor[]) => new Merge().apply(xs);
    await checkGradient(f, [{ shape: [2, 3] }, { shape: [2, 3] }]);
  }
});

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

Deno.test("products along axes differentiate in both inputs", async () => {
  for (const normalize of [false, true]) {
    const layer = new Dot({ axes: [-2, 1], normalize });
    await checkGradient((a, b) => layer.apply([a, b]), [
      { shape: [2, 3, 2] },
      { shape: [2, 3] },
    ]);
  }
});

Deno.test("products along axes have the batch that either input knows", () => {
  const dot = new Dot({ axes: [2, 1] });
  assertEquals(dot.computeOutputShape([null, 3, 4], [2, null, 5]), [2, 3, 5]);
  assertEquals(dot.computeOutputShape([null, null, 4], [null, 4]), [
    null,
    null,
  ]);
  assertEquals(new Dot({ axes: 1 }).computeOutputShape([3, 2], [3, 2]), [3, 1]);
});
