/** Windows that slide along an axis. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";

// Windows that overlap, that touch, and that leave gaps; with and without cells that no window covers.
const SLIDINGS: readonly dg.Sliding[] = [
  { axis: 1, count: 4, length: 3 },
  { axis: 1, count: 3, length: 2, stride: 2 },
  { axis: 1, count: 2, length: 3, stride: 2 },
  { axis: -2, count: 2, length: 5, stride: 2 },
  { axis: 1, count: 2, length: 2, stride: 4 },
  { axis: 1, count: 3, length: 3, dilation: 2 },
  { axis: 1, count: 2, length: 2, stride: 3, dilation: 2 },
  { axis: 0, count: 1, length: 2 },
  { axis: 2, count: 1, length: 1 },
];

Deno.test("windows hold the cells that they say", async () => {
  const x = dg.arange(7);
  const strided = dg.windows(x, { axis: 0, count: 3, length: 2, stride: 2 });
  assertEquals([...await strided.data()], [0, 1, 2, 3, 4, 5]);
  const wide = dg.windows(x, { axis: 0, count: 3, length: 3, dilation: 2 });
  assertEquals([...await wide.data()], [0, 2, 4, 1, 3, 5, 2, 4, 6]);
});

Deno.test("windows differentiate, however they overlap", async () => {
  for (const sliding of SLIDINGS) {
    const f = (x: dg.Tensor) => dg.square(dg.windows(x, sliding));
    await checkGradient(f, [{ shape: [2, 7, 2] }]);
  }
});

Deno.test("windows that leave the tensor are refused", () => {
  const x = dg.zeros([4]);
  assertThrows(
    () => dg.windows(x, { axis: 0, count: 4, length: 2 }),
    dg.ShapeError,
    "expected windows inside axis 0 of [4]",
  );
  for (const length of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => dg.windows(x, { axis: 0, count: 2, length }),
      dg.ValueError,
      `expected length to be an integer, 1 or more, received ${length}`,
    );
  }
});
