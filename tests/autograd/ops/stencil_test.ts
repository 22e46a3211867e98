/** Stencils: every cell once, windows of many cells part by part, and their derivatives. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { blend } from "../../../autograd/ops/blend.ts";
import { resize } from "../../../autograd/ops/resize.ts";
import { averagePool, maxPool } from "../../../autograd/ops/pool.ts";
import { regionsOf } from "../../../autograd/ops/stencil.ts";
import { turned, windowTaps } from "../../../autograd/ops/taps.ts";
import { contiguous } from "../../../backends/view.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const pool = (size: number, kernel: number, stride: number) => ({
  input: [size, size] as const,
  kernel: [kernel, kernel] as const,
  strides: [stride, stride] as const,
  dilations: [1, 1] as const,
  padding: "same" as const,
});

Deno.test("every cell of an image is in one region, forward and back", () => {
  for (const [size, kernel, stride] of [[7, 3, 2], [9, 2, 3], [4, 5, 1]]) {
    const [height, width] = windowTaps(pool(size, kernel, stride));
    for (const taps of [[height, width], [turned(height, size), width]]) {
      const [high, wide] = taps;
      const image = contiguous([1, high.cells.length, wide.cells.length, 1]);
      const cells = regionsOf([high, wide]).flatMap(({ targets }) =>
        targets.flatMap(({ select }) => {
          const { shape, strides, offset } = select(image);
          return Array.from(
            { length: shape[1] * shape[2] },
            (_, i) =>
              offset + Math.floor(i / shape[2]) * strides[1] +
              i % shape[2] * strides[2],
          );
        })
      );
      const all = Array.from(
        { length: image.shape[1] * image.shape[2] },
        (_, i) => i,
      );
      assertEquals(cells.toSorted((a, b) => a - b), all);
    }
  }
});

forEachBackend("windows of many cells are taken part by part", async () => {
  const size = 23;
  const x = dg.tensor(
    Array.from({ length: size * size }, (_, i) => i * 37 % 101),
    [1, size, size, 1],
  );
  const axes = { ...pool(size, size, 1), padding: "valid" as const };
  const [largest, mean] = [maxPool(x, axes), averagePool(x, axes)];
  assertEquals(await largest.item(), 100);
  const all = await x.data(), sum = all.reduce((a, b) => a + b);
  // Each part is a mean of 16 cells at most, and there are some fifty of them.
  assertClose(await mean.data(), [sum / all.length], { terms: size * size });
  const slope = dg.grad((x: dg.Tensor) => dg.sum(maxPool(x, axes)));
  const first = (await x.data()).indexOf(100);
  assertEquals((await slope(x).data()).indexOf(1), first);
});

Deno.test("large windows and fine resizing have the derivatives of their values", async () => {
  const x = { shape: [1, 6, 5, 1] };
  const axes = { ...pool(6, 5, 2), input: [6, 5] as const };
  await checkGradient((x) => dg.square(maxPool(x, axes)), [x]);
  await checkGradient((x) => dg.square(averagePool(x, axes)), [x]);
  for (const size of [[9, 2], [6, 8]] as const) {
    await checkGradient(
      (x) => dg.square(resize(x, size, { interpolation: "bicubic" })),
      [{ shape: [1, 3, 2, 1] }],
    );
  }
});

Deno.test("cells without taps are 0", async () => {
  const x = dg.ones([1, 1, 1, 1]);
  const taps = { cells: [[], [{ from: 0, label: 2 }]], period: 1, advance: 1 };
  assertEquals([...await blend(x, [taps, taps]).data()], [0, 0, 0, 4]);
});
