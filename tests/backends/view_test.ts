/** Views: broadcast, permuted, windows of others. */

import { assertEquals, assertThrows } from "@std/assert";
import {
  broadcast,
  broadcastShapes,
  contiguous,
  isDense,
  isInside,
  permute,
  sameShape,
  sizeOf,
  window,
} from "../../backends/view.ts";
import { ShapeError } from "../../config/errors.ts";

Deno.test("a contiguous view is row-major", () => {
  assertEquals(contiguous([2, 3, 4], 5), {
    shape: [2, 3, 4],
    strides: [12, 4, 1],
    offset: 5,
  });
  assertEquals(contiguous([]), { shape: [], strides: [], offset: 0 });
  assertEquals([sizeOf([2, 3]), sizeOf([]), sizeOf([4, 0])], [6, 1, 0]);
});

Deno.test("shapes are the same if all axes are", () => {
  assertEquals(sameShape([2, 3], [2, 3]), true);
  assertEquals(sameShape([2, 3], [3, 2]), false);
  assertEquals(sameShape([2], [2, 1]), false);
});

Deno.test("dense means row-major without gaps, whatever axes of size one say", () => {
  const dense = contiguous([2, 3]);
  assertEquals(isDense(dense), true);
  assertEquals(isDense(permute(dense, [1, 0])), false);
  assertEquals(isDense(window(dense, [0, 1], [2, 2])), false);
  assertEquals(isDense(window(dense, [1, 0], [1, 3])), true);
  assertEquals(isDense({ shape: [1, 3], strides: [99, 1], offset: 7 }), true);
  assertEquals(isDense({ shape: [0, 3], strides: [9, 9], offset: 0 }), true);
  assertEquals(isDense({ shape: [2], strides: [0], offset: 0 }), false);
});

Deno.test("broadcasting repeats axes of size one and adds axes in front", () => {
  const view = contiguous([3, 1], 4);
  assertEquals(broadcast(view, [2, 3, 5]), {
    shape: [2, 3, 5],
    strides: [0, 1, 0],
    offset: 4,
  });
  assertEquals(broadcastShapes([3, 1], [2, 1, 5], []), [2, 3, 5]);
  assertEquals(broadcastShapes([0], [1]), [0]);
  assertEquals(broadcastShapes(), []);
});

Deno.test("shapes that do not fit are refused with both of them", () => {
  const error = assertThrows(
    () => broadcastShapes([2, 3], [4]),
    ShapeError,
    "Cannot broadcast [2, 3] and [4] together: expected axes of equal size or of size 1",
  );
  assertEquals(error.actual, [2, 3]);
  assertThrows(() => broadcast(contiguous([2]), [3]), ShapeError);
  assertThrows(() => broadcast(contiguous([2, 2]), [2]), ShapeError);
});

Deno.test("axes can be put in another order", () => {
  assertEquals(permute(contiguous([2, 3, 4], 1), [2, 0, 1]), {
    shape: [4, 2, 3],
    strides: [1, 12, 4],
    offset: 1,
  });
});

Deno.test("a window begins further on and keeps the strides", () => {
  assertEquals(window(contiguous([4, 5], 1), [1, 2], [2, 3]), {
    shape: [2, 3],
    strides: [5, 1],
    offset: 8,
  });
});

Deno.test("a view is inside a buffer if every element that it names is", () => {
  const numbers = [-3, -1, 0, 1, 2, 3];
  for (const first of [0, 1, 2, 3]) {
    for (const second of [0, 1, 2]) {
      for (const down of numbers) {
        for (const across of numbers) {
          for (const offset of [-1, 0, 1, 3, 6]) {
            const shape = [first, second], strides = [down, across];
            const places = Array.from(
              { length: first * second },
              (_, i) =>
                offset + Math.floor(i / second) * down + (i % second) * across,
            );
            for (const length of [0, 1, 4, 7]) {
              const expected = places.every((at) => at >= 0 && at < length);
              const view = { shape, strides, offset };
              const told = `${shape} by ${strides} from ${offset} in ${length}`;
              assertEquals(isInside(view, length), expected, told);
            }
          }
        }
      }
    }
  }
});

Deno.test("what is no whole number is inside no buffer", () => {
  const view = { shape: [2, 1], strides: [1, 1], offset: 0 };
  assertEquals(isInside(view, 100), true);
  for (const wrong of [0.5, NaN, Infinity, -Infinity, 2 ** 53, "1", null]) {
    const number = wrong as number;
    for (const axis of [0, 1]) {
      const shape = view.shape.with(axis, number);
      assertEquals(isInside({ ...view, shape }, 100), false, `${wrong}`);
      const strides = view.strides.with(axis, number);
      assertEquals(isInside({ ...view, strides }, 100), false, `${wrong}`);
    }
    assertEquals(isInside({ ...view, offset: number }, 100), false, `${wrong}`);
  }
  assertEquals(isInside({ ...view, shape: [-1, 1] }, 100), false);
  assertEquals(isInside({ ...view, strides: [1] }, 100), false);
});
