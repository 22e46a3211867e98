/** Folds of tensors whose axes lie in memory in another order. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";

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
