/** Rows looked up by their indices. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

forEachBackend(
  "take looks up along any axis, and in all elements without one",
  async () => {
    const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
    const indices = dg.tensor([[2, 0], [-1, 1]]);
    const rows = dg.take(x, indices, { axis: 0 });
    assertEquals(rows.shape, [2, 2, 3]);
    assertEquals(
      [...await rows.data()],
      [NaN, NaN, NaN, 1, 2, 3, 4, 5, 6, 4, 5, 6],
    );
    const columns = dg.take(dg.transpose(x), indices, { axis: -2 });
    assertEquals(columns.shape, [2, 2, 2]);
    assertEquals([...await columns.data()], [3, 6, 1, 4, 3, 6, 2, 5]);
    const elements = dg.take(x, dg.tensor([5, -6, 6]));
    assertEquals([...await elements.data()], [6, 1, NaN]);
    assertEquals(await dg.take(x, 4).item(), 5);
  },
);

forEachBackend(
  "take looks up in parts of tensors, and its gradient finds their place",
  async () => {
    const x = dg.tensor([[1, 2], [3, 4], [5, 6], [7, 8]]);
    const part = dg.slice(x, [1, 0], [3, 2]);
    const picked = dg.slice(dg.tensor([9, 2, 0]), [1], [2]);
    const rows = dg.take(part, picked, { axis: 0 });
    assertEquals([...await rows.data()], [7, 8, 3, 4]);
    const f = (x: dg.Tensor) =>
      dg.sum(
        dg.square(
          dg.take(dg.slice(x, [1, 0], [3, 2]), picked, { axis: 0 }),
        ),
      );
    assertEquals([...await dg.grad(f)(x).data()], [0, 0, 6, 8, 0, 0, 14, 16]);
  },
);

forEachBackend(
  "the gradient of take adds up where an index comes twice",
  async () => {
    const x = dg.tensor([[1, 2], [3, 4], [5, 6]]);
    const indices = dg.tensor([0, 2, 0, 3]);
    const f = (x: dg.Tensor) => dg.sum(dg.take(x, indices, { axis: 0 }));
    assertEquals([...await dg.grad(f)(x).data()], [2, 2, 0, 0, 1, 1]);
  },
);

Deno.test("take has the derivatives of its value", async () => {
  for (const axis of [null, 0, 1, 2]) {
    await checkGradient(
      (x) => dg.square(dg.take(x, dg.tensor([[1, 0], [1, -1]]), { axis })),
      [{ shape: [2, 3, 2] }],
    );
  }
});

Deno.test("a row that take does not find gives nothing back, to any order", async () => {
  await dg.setBackend("reference");
  const outside = dg.tensor([0, 7]);
  const f = (x: dg.Tensor) => {
    const rows = dg.take(x, outside, { axis: 0 });
    return dg.sum(dg.where(dg.notEqual(rows, rows), 0, dg.square(rows)));
  };
  const slope = dg.grad(f);
  const x = dg.tensor([3, 4]);
  assertEquals([...await slope(x).data()], [6, 0]);
  const curvature = dg.grad((x: dg.Tensor) => dg.sum(slope(x)));
  assertEquals([...await curvature(x).data()], [2, 0]);
});

Deno.test("take names an axis that is out of range", () => {
  assertThrows(
    () => dg.take(dg.zeros([2, 3]), 0, { axis: 2 }),
    dg.ValueError,
    "Cannot compute take: expected an axis from -2 to 1, received axis 2",
  );
});

forEachBackend(
  "the second derivative of rows that take does not find is nothing",
  async () => {
    const outside = dg.tensor([0, 7]);
    const weights = dg.tensor([[2], [3]]);
    // The cotangent of take depends on what is differentiated next, and is looked up for both indices.
    const slope = dg.grad((x: dg.Tensor, scale: dg.Tensor) =>
      dg.sum(dg.mul(dg.take(x, outside, { axis: 0 }), dg.mul(weights, scale)))
    );
    const ofScale = dg.grad((scale: dg.Tensor) =>
      dg.sum(slope(dg.tensor([[1], [1]]), scale))
    );
    assertEquals(await ofScale(dg.tensor(1)).item(), 2);
  },
);
