/** Which products the stride phases of a kernel need. */

import { assertEquals } from "@std/assert";
import {
  needing,
  widePhases,
} from "../../../../../../backends/wasm/kernels/conv2d/winograd/phases.ts";

/** Kernel, stride, taps of the longest phase, and products for each two by two results of a phase. */
const PRODUCTS = [
  [2, 1, 2, 9],
  [3, 1, 3, 16],
  [3, 2, 2, 25],
  [4, 2, 2, 36],
  [5, 2, 3, 49],
  [6, 2, 3, 64],
  [5, 3, 2, 64],
  [7, 3, 3, 100],
] as const;

for (const [kernel, stride, taps, products] of PRODUCTS) {
  Deno.test(`a kernel of ${kernel} with strides of ${stride} takes ${products} products`, () => {
    const phases = widePhases([kernel, kernel], [stride, stride], taps);
    const all = Array.from({ length: (taps + 1) ** 2 }, (_, element) => {
      const [from, end] = needing(phases, element);
      return end - from;
    });
    assertEquals(all.reduce((sum, count) => sum + count, 0), products);
  });
}

Deno.test("those that need an element are all between the first and the last of them", () => {
  const taps = 3, phases = widePhases([7, 8], [3, 3], taps);
  for (let element = 0; element < (taps + 1) ** 2; element++) {
    const [from, end] = needing(phases, element);
    const row = Math.floor(element / (taps + 1)), column = element % (taps + 1);
    const needs = phases.map(({ taps: { missing: [down, across] } }) =>
      !(down && row === taps) && !(across && column === taps)
    );
    assertEquals(needs, phases.map((_, i) => from <= i && i < end));
  }
});
