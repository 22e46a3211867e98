/** What every backend's `gather` and `scatterAdd` have to do. */

import { contiguous } from "../../../backends/view.ts";
import { randomIntegers } from "../../helpers/random_data.ts";
import type { Case } from "./check_kernel.ts";

/** Groups, rows of the table, indices, elements of a row. */
const SIZES: readonly (readonly [number, number, number, number])[] = [
  [1, 5, 9, 4],
  [1, 7, 64, 1],
  [3, 4, 65, 5],
  [2, 100, 31, 67],
  [1, 3, 700, 130],
  [2, 0, 3, 2],
  [2, 3, 0, 2],
  [0, 3, 2, 2],
  [2, 3, 2, 0],
];

// They name the first, the second and the last row, or none, whatever the number of rows.
const SPECIALS = [
  ...[0, -0, 0.9, -0.9, 1.5, -1, -1.99],
  ...[1e4, -1e4, 3e9, -3e9, 2 ** 31, 1e38],
  ...[NaN, Infinity, -Infinity],
];

/** Both kernels for indices in and out of range. */
export function gatherCases(): Case[] {
  return [
    ...SIZES.map((sizes) => [sizes, indicesFor(sizes)] as const),
    [[2, 6, SPECIALS.length, 3], SPECIALS] as const,
  ].flatMap(([[groups, rows, count, width], indices]): Case[] => {
    const table = [groups, rows, width], list = [groups, count, width];
    const name = `${indices.length} rows of [${table}]`;
    return [NaN, 0.5].map((absent): Case => ({
      name: `${name} or ${absent}`,
      run: ({ backend, input, output }) =>
        backend.gather(
          input(table),
          input(contiguous([count], 2), [7, 7, ...indices]),
          output(list),
          absent,
        ),
    })).concat({
      name: `${name} added`,
      run: ({ backend, input, output }) =>
        backend.scatterAdd(
          input(list),
          input(contiguous([count], 1), [7, ...indices]),
          output(table),
        ),
    });
  });
}

/** Indices of which many name the same row, some from the back, and a few none. */
function indicesFor([, rows, count]: readonly number[]): number[] {
  return [...randomIntegers(count, rows + 1, rows)];
}
