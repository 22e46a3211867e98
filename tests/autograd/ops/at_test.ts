/** Indexing: which elements, which shapes, and what is refused. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const x = dg.tensor([...Array(24).keys()], [2, 3, 4]);

Deno.test("indices name what they name in NumPy", async () => {
  // x[1], x[1, 2, 3], x[:, -1], x[0, 1:], x[..., :2][1], x[:, 0:-1, 1]
  const expected: [dg.Index[], number[], number[]][] = [
    [[1], [3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]],
    [[1, 2, 3], [], [23]],
    [[null, -1], [2, 4], [8, 9, 10, 11, 20, 21, 22, 23]],
    [[0, [1]], [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]],
    [[1, null, [0, 2]], [3, 2], [12, 13, 16, 17, 20, 21]],
    [[null, [0, -1], 1], [2, 2], [1, 5, 13, 17]],
    [[[1, 1]], [0, 3, 4], []],
    [[], [2, 3, 4], [...Array(24).keys()]],
  ];
  for (const [index, shape, elements] of expected) {
    const part = x.at(...index);
    assertEquals(part.shape, shape, JSON.stringify(index));
    assertEquals([...await part.data()], elements, JSON.stringify(index));
  }
});

Deno.test("what lies outside is refused, and what is no index", () => {
  const wrong: unknown[][] = [
    ...[[2], [-3], [[0, 3]], [[1, 0]], [[]], [[0, 1, 2]], [0.5], ["0"]],
    ...[[0, 0, 0, 0], [null, NaN], [{}], [[0, null]]],
  ];
  for (const index of wrong) {
    assertThrows(
      () => x.at(...index as dg.Index[]),
      dg.ShapeError,
      "Cannot compute at: expected for each axis of [2, 3, 4]",
      JSON.stringify(index),
    );
  }
});

Deno.test("symbols are indexed as tensors are", () => {
  const images = dg.Input([3, 4]);
  assertEquals(images.at(null, 0).shape, [null, 4]);
  assertEquals(images.at(null, null, [1, 3]).shape, [null, 3, 2]);
});
