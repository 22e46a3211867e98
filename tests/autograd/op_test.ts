/** Every op: its derivatives to the third order, each against central differences of the one below, and who owns what it gives. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { ConvAxes } from "../../autograd/ops/conv_geometry.ts";
import { depthwiseConv2d } from "../../autograd/ops/depthwise_conv2d.ts";
import * as ops from "../../autograd/ops/mod.ts";
import { moments, normalize } from "../../autograd/ops/normalize.ts";
import { averagePool, maxPool } from "../../autograd/ops/pool.ts";
import { resize } from "../../autograd/ops/resize.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type OpCase, opCases } from "../helpers/op_cases.ts";

/**
 * Up to the third order, and with a second factor that is an input too: what an op does on its way back to elements
 * that are not its own shows in mixed derivatives only.
 */
async function checkHigher({ f, points }: OpCase): Promise<void> {
  await dg.setBackend("reference");
  const shape = shapeOf({ f, points });
  await checkGradient(
    (...inputs) => {
      const y = f(...inputs.slice(0, -1));
      return dg.mul(dg.mul(y, y), inputs.at(-1)!);
    },
    [...points, { shape }],
    { order: 3 },
  );
}

function shapeOf({ f, points }: OpCase): readonly number[] {
  using _ = new dg.Scope();
  return f(...points.map(({ shape }) => dg.ones(shape))).shape;
}

const CASES = opCases();

Deno.test("the table of ops has all that are public", () => {
  const all = Object.entries(ops)
    .flatMap(([name, value]) => typeof value === "function" ? name : []);
  // Nothing of stopGradient can be told from differences: its derivative is not that of its value.
  // Nor of cast, on a backend of one type.
  const known = [...CASES.keys(), "cast", "stopGradient"];
  assertEquals(known.sort(), all.sort());
});

for (const [name, cases] of CASES) {
  Deno.test(`${name} has its derivatives up to the third order, with every option`, async () => {
    for (const one of cases) await checkHigher(one);
  });
}

const axes = (over: Partial<ConvAxes>): ConvAxes => ({
  input: [3, 4],
  kernel: [2, 2],
  strides: [1, 1],
  dilations: [1, 1],
  padding: "valid",
  ...over,
});
const image = { shape: [1, 3, 4, 1] };

Deno.test("pooling has its derivatives up to the third order", async () => {
  for (const padding of ["valid", "same"] as const) {
    for (const strides of [[1, 1], [2, 1], [2, 3]] as const) {
      for (const pool of [maxPool, averagePool]) {
        const f = (x: dg.Tensor) => pool(x, axes({ padding, strides }));
        await checkHigher({ f, points: [image] });
      }
    }
  }
});

Deno.test("resizing has its derivatives up to the third order", async () => {
  for (
    const kind of [
      ...["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] as const,
    ]
  ) {
    const f = (x: dg.Tensor) => resize(x, [4, 3], { interpolation: kind });
    await checkHigher({ f, points: [{ shape: [1, 2, 1, 1] }] });
  }
});

Deno.test("depthwise convolutions have their derivatives up to the third order", async () => {
  for (const padding of ["valid", "same"] as const) {
    for (
      const [strides, dilations] of [[[1, 1], [1, 1]], [[2, 2], [1, 1]], [
        [1, 1],
        [1, 2],
      ]] as const
    ) {
      await checkHigher({
        f: (x, w) =>
          depthwiseConv2d(x, w, axes({ padding, strides, dilations })),
        points: [{ shape: [1, 3, 4, 2] }, { shape: [2, 2, 2, 1] }],
      });
    }
  }
});

Deno.test("normalization has its derivatives up to the third order", async () => {
  for (const axis of [[0], [1], [0, 1]]) {
    const kept = [3, 2].map((size, i) => axis.includes(i) ? 1 : size);
    await checkHigher({
      f: (x, scale, offset) =>
        normalize(x, moments(x, axis), 0.1, scale, offset),
      points: [{ shape: [3, 2] }, { shape: kept }, { shape: kept }],
    });
  }
});

/** Ops that have nothing to do for these arguments. */
const IDLE: Record<string, (x: dg.Tensor) => dg.Tensor> = {
  broadcastTo: (x) => dg.broadcastTo(x, [2, 3]),
  reshape: (x) => dg.reshape(x, [2, 3]),
  transpose: (x) => dg.transpose(x, [0, 1]),
  squeeze: (x) => dg.squeeze(x),
  slice: (x) => dg.slice(x, [0, 0], [2, 3]),
  split: (x) => dg.split(x, 1)[0],
  pad: (x) => dg.pad(x, [[0, 0], [0, 0]]),
  concat: (x) => dg.concat([x]),
  sum: (x) => dg.sum(x, { axis: [] }),
  max: (x) => dg.max(x, { axis: [] }),
  stopGradient: (x) => dg.stopGradient(x),
  clip: (x) => dg.clip(x, -Infinity, Infinity),
  linear: (x) => dg.activations.linear(x),
  "a layer": (x) => new dg.layers.Dropout({ rate: 0 }).apply(x),
};

for (const [name, op] of Object.entries(IDLE)) {
  Deno.test(`what ${name} gives can be disposed without harm to what it took, and the other way round`, async () => {
    const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
    op(x)[Symbol.dispose]();
    assert(!x.disposed);
    const y = op(x);
    x[Symbol.dispose]();
    assertEquals([...await y.data()], [1, 2, 3, 4, 5, 6]);
    y[Symbol.dispose]();
  });
}
