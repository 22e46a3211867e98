/** The matrix product, of views too that no matrix of a device looks like. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

Deno.test("matmul has the derivatives of its value, batched and broadcast", async () => {
  await checkGradient(dg.matmul, [{ shape: [2, 3] }, { shape: [3, 2] }]);
  await checkGradient(dg.matmul, [{ shape: [2, 2, 3] }, { shape: [3, 1] }]);
  await checkGradient(dg.matmul, [
    { shape: [2, 1, 1, 2] },
    { shape: [2, 2, 2] },
  ]);
  await checkGradient(
    (a, b) => dg.matmul(dg.transpose(a), dg.transpose(b)),
    [{ shape: [3, 2] }, { shape: [2, 3] }],
  );
});

Deno.test("matmul names both shapes when they do not fit", () => {
  assertThrows(
    () => dg.matmul(dg.zeros([2, 3]), dg.zeros([2, 3])),
    dg.ShapeError,
    "received [2, 3] and [2, 3]",
  );
  assertThrows(
    () => dg.matmul(dg.zeros([3]), dg.zeros([3, 1])),
    dg.ShapeError,
    "expected [..., m, k] and [..., k, n]",
  );
});

forEachBackend(
  "matmul takes repeated rows, columns and matrices",
  async () => {
    const row = dg.broadcastTo(dg.tensor([[1, 2, 3]]), [4, 3]);
    const column = dg.broadcastTo(dg.tensor([[1], [10], [100]]), [3, 2]);
    const both = await dg.matmul(row, column).data();
    assertEquals([...both], Array(8).fill(321));
    const square = dg.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
    assertEquals(
      [...await dg.matmul(row, square).data()],
      Array(4).fill([30, 36, 42]).flat(),
    );
    assertEquals(
      [...await dg.matmul(square, column).data()],
      [321, 321, 654, 654, 987, 987],
    );
    const number = dg.broadcastTo(dg.tensor(2), [3, 3]);
    assertEquals(
      [...await dg.matmul(number, square).data()],
      [24, 30, 36, 24, 30, 36, 24, 30, 36],
    );
  },
);

forEachBackend(
  "matmul takes every second row and column, and parts turned round",
  async () => {
    const wide = dg.tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]);
    const left = dg.slice(wide, [0, 1], [3, 2]);
    const right = dg.transpose(dg.slice(wide, [1, 0], [2, 2]), [1, 0]);
    // [[2, 3], [6, 7], [10, 11]] times [[5, 9], [6, 10]].
    assertEquals(
      [...await dg.matmul(left, right).data()],
      [28, 48, 72, 124, 116, 200],
    );
  },
);

forEachBackend(
  "matmul takes single rows and columns, whatever their strides say",
  async () => {
    const row = dg.broadcastTo(dg.tensor([1, 2, 3]), [1, 3]);
    const column = dg.transpose(row),
      one = dg.broadcastTo(dg.tensor(2), [1, 1]);
    const scales = dg.tensor([[1], [10]]);
    const products: [dg.Tensor, dg.Tensor, number[]][] = [
      [row, column, [14]],
      [column, row, [1, 2, 3, 2, 4, 6, 3, 6, 9]],
      [scales, row, [1, 2, 3, 10, 20, 30]],
      [column, one, [2, 4, 6]],
      [one, row, [2, 4, 6]],
    ];
    for (const [a, b, product] of products) {
      assertEquals([...await dg.matmul(a, b).data()], product);
    }
  },
);
