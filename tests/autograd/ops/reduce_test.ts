/** Sums, means and maxima over axes, of any view and of special values. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../../backends/mod.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

Deno.test("reductions have the derivatives of their values, whatever the axes", async () => {
  for (const f of [dg.sum, dg.mean, dg.max, dg.min, dg.variance]) {
    for (const axis of [undefined, 0, -1, [0, 2], []]) {
      for (const keepdims of [false, true]) {
        await checkGradient((x) => f(x, { axis, keepdims }), [
          { shape: [2, 3, 2] },
        ]);
      }
    }
  }
});

Deno.test("reductions fold the axes that are named", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([[1, 2, 6], [3, 4, 5]]);
  assertEquals(await valuesOf(dg.sum(x)), [21]);
  assertEquals(await valuesOf(dg.sum(x, { axis: 0 })), [4, 6, 11]);
  assertEquals(dg.sum(x, { axis: -1, keepdims: true }).shape, [2, 1]);
  assertEquals(await valuesOf(dg.mean(x, { axis: [1] })), [3, 4]);
  assertEquals(await valuesOf(dg.max(x, { axis: 1 })), [6, 5]);
  assertEquals(await valuesOf(dg.min(x)), [1]);
  assertEquals(await valuesOf(dg.variance(x, { axis: 0 })), [1, 1, 0.25]);
  assertThrows(() => dg.sum(x, { axis: 2 }), dg.ValueError, "received axis 2");
  assertThrows(
    () => dg.sum(x, { axis: [0, -2] }),
    dg.ValueError,
    "expected each axis once",
  );
});

Deno.test("elements that tie for the maximum share its gradient", async () => {
  await dg.setBackend("reference");
  const gradient = dg.grad((x: dg.Tensor) => dg.max(x))(dg.tensor([3, 1, 3]));
  assertEquals(await valuesOf(gradient), [0.5, 0, 0.5]);
});

const SHAPE = [2, 3, 4];
const ORDERS = [
  ...[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
];

/** The sums of a tensor over axes, of which those that are kept stay in their order. */
async function sumsOf(x: dg.Tensor, axes: readonly number[]) {
  const { shape } = x, kept = shape.map((n, i) => axes.includes(i) ? 1 : n);
  const sums = new Array<number>(kept.reduce((a, b) => a * b)).fill(0);
  (await x.data()).forEach((value, i) => {
    let rest = i, at = 0, step = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (!axes.includes(axis)) at += index * step;
      step *= kept[axis];
    }
    sums[at] += value;
  });
  return sums;
}

Deno.test("sums over any axes of a tensor with its axes in any order are in their places", async () => {
  for (const name of ["reference", "wasm"] as const) {
    await dg.setBackend(await openBackend(name));
    for (const order of ORDERS) {
      for (let set = 1; set < 8; set++) {
        const axis = [0, 1, 2].filter((i) => set >> i & 1);
        const flat = Float32Array.from({ length: 24 }, (_, i) => i * i);
        const source = dg.reshape(dg.tensor(flat), SHAPE);
        const x = dg.transpose(source, order);
        const sums = dg.sum(x, { axis });
        const of = `${order} over ${axis}`;
        assertEquals([...await sums.data()], await sumsOf(x, axis), of);
      }
    }
  }
  await dg.setBackend("wasm");
});

type Numbers = readonly (number | string)[];

interface Case {
  readonly op: keyof typeof OPS;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly gradient: Numbers;
}

const OPS = {
  sum: dg.sum,
  mean: dg.mean,
  max: dg.max,
  min: dg.min,
  logSumExp: dg.logSumExp,
  softmax: dg.softmax,
  logSoftmax: dg.logSoftmax,
};

const { cases } = loadFixture<{ cases: Case[] }>("special/reductions.json");

function numbers(texts: Numbers): number[] {
  return texts.map((text) =>
    typeof text === "number" ? text : Number(text.replace("inf", "Infinity"))
  );
}

function named(name: string, f: () => void): void {
  try {
    f();
  } catch (error) {
    throw new Error(name, { cause: error });
  }
}

forEachBackend(
  "reductions of infinities and NaN are what torch answers, gradients too",
  async (backend) => {
    const isReference = backend.name.includes("reference");
    for (const { op, ...texts } of cases) {
      const [values, y, gradient] = [texts.x, texts.y, texts.gradient]
        .map(numbers);
      // In float64 such sums do not overflow.
      const overflows = values.every(Number.isFinite) &&
        !y.every(Number.isFinite);
      if (isReference && overflows) continue;
      const x = dg.tensor(values);
      using tape = new dg.GradientTape();
      tape.watch(x);
      const out = OPS[op](x);
      const cotangent = dg.tensor(y.map((_, i) => i + 1), out.shape);
      const [slope] = tape.gradient(out, [x], {
        outputGradients: cotangent,
      });
      const name = `${op} of [${texts.x}]`;
      const answer = await out.data(), back = await slope!.data();
      // An exponent has the rounding error of the numbers whose difference it is.
      const size = op === "logSumExp" ? Math.abs(values[0]) : 1;
      const magnitude = size <= 1000 ? Math.max(1, size) : 1;
      named(name, () => assertClose(answer, y, { terms: 4, magnitude: 1 }));
      named(
        `gradient of ${name}`,
        () => assertClose(back, gradient, { terms: 4, magnitude }),
      );
    }
  },
  { onWebGPU: true },
);
