/** Loops are cut into parts that make up all of them. */

import { assert, assertEquals } from "@std/assert";
import type { Loop } from "../../../../backends/wasm/rows/loop.ts";
import { splitLoop } from "../../../../backends/wasm/rows/split.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** A loop over all elements of a dense array. */
function dense(sizes: readonly number[]): Loop {
  const axes = sizes.map((size, axis) => ({
    size,
    strides: [sizes.slice(axis + 1).reduce((all, size) => all * size, 1)],
  }));
  return { addresses: [0], axes };
}

/** The numbers of a loop's elements, in its order. */
function elementsOf({ addresses: [from], axes }: Loop): number[] {
  return axes.reduce(
    (all, { size, strides: [stride] }) =>
      all.flatMap((first) =>
        Array.from({ length: size }, (_, i) => first + i * stride)
      ),
    [from / FLOAT],
  );
}

const SIZES = [[7, 5, 9, 4], [32, 62, 3, 2], [2, 3, 40, 5], [1, 1, 50, 3]];
const COUNTS = [1, 1.5, 2, 6, 8, 48];

for (const sizes of SIZES) {
  Deno.test(`a loop over ${sizes} is cut into parts of neighbours where an axis is long enough, about as many as asked for`, () => {
    const loop = dense(sizes), all = elementsOf(loop);
    for (const count of COUNTS) {
      const parts = splitLoop(loop, count).map(elementsOf);
      const isLong = Math.max(...sizes.slice(0, -1)) >= count;
      const found = parts.flat();
      assertEquals(isLong ? found : found.sort((a, b) => a - b), all);
      if (!isLong) continue;
      assert(parts.length <= 2 * count, `${parts.length} parts for ${count}`);
      assert(2 * parts.length >= count, `${parts.length} parts for ${count}`);
    }
  });
}
