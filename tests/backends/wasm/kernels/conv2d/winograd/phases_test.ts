/** Which products the stride phases of a kernel need. */

import { assertEquals } from "@std/assert";
import {
  elementsOf,
  WINOGRAD,
} from "../../../../../../backends/wasm/kernels/conv2d/winograd/matrices.ts";
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
  [4, 1, 4, 36],
  [5, 1, 5, 49],
  [7, 2, 4, 121],
  [8, 2, 4, 144],
  [9, 2, 5, 169],
] as const;

for (const [kernel, stride, taps, products] of PRODUCTS) {
  Deno.test(`a kernel of ${kernel} with strides of ${stride} takes ${products} products`, () => {
    const phases = widePhases([kernel, kernel], [stride, stride], taps);
    const all = Array.from({ length: elementsOf(taps) }, (_, element) => {
      const [from, end] = needing(phases, element);
      return end - from;
    });
    assertEquals(all.reduce((sum, count) => sum + count, 0), products);
  });
}

Deno.test("a filter's matrices compute its two results, of small whole numbers exactly", () => {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (const [length, { data, filter, output }] of Object.entries(WINOGRAD)) {
    const taps = Number(length);
    const d = Array.from({ length: taps + 1 }, (_, i) => (7 * i + 3) % 11 - 5);
    const g = Array.from({ length: taps }, (_, i) => (5 * i + 2) % 9 - 4);
    const products = data.map((row, i) => dot(row, d) * dot(filter[i], g));
    assertEquals(
      output.map((row) => dot(row, products)),
      [0, 1].map((i) => dot(g, d.slice(i))),
    );
  }
});

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
