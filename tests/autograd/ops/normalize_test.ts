/** Mean and variance in one pass: exact where they can be, close where they cannot, and differentiable. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { moments, type Pool } from "../../../autograd/ops/normalize.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { randomData, randomIntegers } from "../../helpers/random_data.ts";
import { StrictBackend } from "../../helpers/strict_backend.ts";

const pairs: Pool = (means) =>
  dg.broadcastTo(dg.mean(means, { axis: -1, keepdims: true }), means.shape);

/** Mean and variance of each column, in float64 and by their definition. */
function exactly(data: ArrayLike<number>, columns: number): number[][] {
  const rows = data.length / columns;
  const of = (value: (i: number, column: number) => number): number[] =>
    Array.from({ length: columns }, (_, column) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += value(i * columns + column, column);
      return sum / rows;
    });
  const mean = of((i) => data[i]);
  return [mean, of((i, column) => (data[i] - mean[column]) ** 2)];
}

async function momentsOf(
  data: Float32Array | readonly number[],
  shape: readonly number[],
  axis: readonly number[],
): Promise<Float32Array[]> {
  const { mean, variance } = moments(dg.tensor(data, shape), axis);
  return await Promise.all([mean, variance].map((tensor) => tensor.data()));
}

forEachBackend(
  "mean and variance are close whatever the mean, and whatever comes first",
  async () => {
    const rows = 4096, columns = 3;
    const noise = randomData(rows * columns, 7);
    const data = Float32Array.from(
      noise,
      (value, i) => 1000 + 1.7 * value - i % columns,
    );
    for (const first of [1000, 0, -4e4]) {
      data.fill(first, 0, columns);
      const [mean, variance] = exactly(data, columns);
      const [m, v] = await momentsOf(data, [64, 64, columns], [0, 1]);
      assertClose(m, mean, { terms: 1 });
      // Terms that are all positive, the sum of a few of them in float32.
      assertClose(v, variance, { terms: 16 });
    }
  },
  { onWebGPU: true },
);

forEachBackend(
  "mean and variance of small whole numbers are exact",
  async () => {
    for (const [height, width] of [[6, 8], [16, 40]]) {
      const rows = height * width;
      const data = Float32Array.from(randomIntegers(rows * 5, 4, 3));
      for (let column = 0; column < 5; column++) {
        // The first ones make the sum of the column a multiple of its length.
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += data[5 * i + column];
        for (let i = 0, rest = sum % rows; rest !== 0; i++) {
          const change = Math.max(-4, Math.min(4, rest));
          data[5 * i + column] -= change;
          rest -= change;
        }
      }
      const [mean, variance] = exactly(data, 5);
      assertEquals(mean.filter((value) => !Number.isInteger(value)), []);
      const [m, v] = await momentsOf(data, [height, width, 5], [0, 1]);
      assertEquals([...m], mean);
      assertEquals([...v], variance.map(Math.fround));
    }
    const constant = await momentsOf(Array(30).fill(0.1), [10, 3], [0]);
    assertEquals(constant.map((values) => [...values]), [
      Array(3).fill(Math.fround(0.1)),
      [0, 0, 0],
    ]);
  },
);

Deno.test("mean and variance of nothing are NaN", async () => {
  const [mean, variance] = await momentsOf([], [0, 2], [0]);
  assertEquals([...mean, ...variance], [NaN, NaN, NaN, NaN]);
});

Deno.test("mean and variance differentiate, pooled or not", async () => {
  for (const pool of [undefined, pairs]) {
    for (const which of ["mean", "variance"] as const) {
      const f = (x: dg.Tensor) => moments(x, [1], pool)[which];
      await checkGradient(f, [{ shape: [2, 3, 2] }]);
    }
  }
  // What distances are from is no input, though it is made of several.
  const long = (x: dg.Tensor) => moments(x, [0]).variance;
  await checkGradient(long, [{ shape: [128] }], { order: 1 });
  // Where the variance is 0 its slope is, and its curvature is not.
  const f = (x: dg.Tensor) => moments(x, [0]).variance;
  await checkGradient(f, [{ shape: [3], values: [2, 2, 2] }]);
});

Deno.test("normalizing reads its input twice, and twice again for the gradient", async () => {
  const inner = new StrictBackend();
  const backend = await dg.setBackend(new FusingBackend(inner));
  const layer = new dg.layers.BatchNormalization();
  const x = dg.tensor(randomData(4 * 9 * 9 * 5, 1), [4, 9, 9, 5]);
  const step = (): void => {
    using scope = new dg.Scope();
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(dg.square(layer.apply(x, { training: true }))),
      [x, ...layer.trainableVariables],
    );
    gradients.forEach((gradient) => scope.keep(gradient));
    backend.flush();
    gradients.forEach((gradient) => gradient[Symbol.dispose]());
  };
  step();
  inner.restart();
  step();
  // Of some elements, the statistics, the loss, and both sums of the gradient.
  assertEquals(inner.kernels.filter((name) => name === "reduce").length, 4);
  await dg.setBackend("wasm");
});
