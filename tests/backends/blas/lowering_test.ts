/** Windows that are lowered row by row, and those of grey images tap by tap: that convolutions of every kind of geometry stay exact. */

import { BlasBackend } from "../../../backends/blas/backend.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { checkKernel } from "../conformance/check_kernel.ts";
import { casesOf, type Shapes } from "../conformance/conv2d.ts";

/** Heights, kernels, strides, dilations and padding along the rows, which lie in the order of their phases. */
const ROWS = [
  [11, 3, 1, 1, 1],
  [17, 3, 2, 1, 0],
  [18, 4, 2, 1, 1],
  [23, 5, 2, 1, 2],
  [23, 7, 3, 1, 3],
  [19, 3, 1, 2, 2],
  [25, 3, 2, 2, 3],
  [25, 4, 3, 2, 4],
  [14, 2, 1, 1, 0],
  [10, 5, 1, 1, 4],
];

/** And along the columns, for many channels and for one. */
const COLUMNS = [[12, 3, 1, 1, 1], [21, 2, 2, 1, 0]];
const GREY = [[12, 3, 1, 1, 1], [9, 5, 1, 1, 4], [11, 3, 1, 2, 2]];

function shapesOf(
  channels: number,
  down: readonly number[],
  across: readonly number[],
): Shapes {
  const narrow = [down, across].map(([size, kernel, stride, dilation, pad]) =>
    Math.floor((size + 2 * pad - (kernel - 1) * dilation - 1) / stride) + 1
  );
  const along = (i: number) => [down[i], across[i]] as const;
  return {
    x: [2, ...along(0), channels],
    w: [...along(1), channels, 18],
    y: [2, ...narrow, 18],
    geometry: { strides: along(2), dilations: along(3), padding: along(4) },
  };
}

testOn("blas", "convolutions over lowered windows are exact", async () => {
  for (const algorithm of ["windows", "flipped"] as const) {
    using backend = new BlasBackend({ algorithm, threads: 2 });
    for (const down of ROWS) {
      const shapes = [
        ...COLUMNS.map((across) => shapesOf(17, down, across)),
        ...GREY.map((across) => shapesOf(1, down, across)),
      ];
      for (const test of shapes.flatMap(casesOf)) {
        await checkKernel(backend, test);
      }
    }
  }
});
