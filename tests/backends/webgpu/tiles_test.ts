/** Products by each way of laying them out, whatever would be chosen. */

import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import { type Tile, TUNING } from "../../../backends/webgpu/tuning.ts";
import { contiguous, permute } from "../../../backends/view.ts";
import { type Case, checkKernel } from "../conformance/check_kernel.ts";
import { testOn } from "../../helpers/missing_backend.ts";

const GEOMETRY = {
  strides: [2, 2],
  dilations: [1, 1],
  padding: [1, 0],
} as const;

/** Matrices whose neighbours can be loaded together, or cannot, as they are or transposed. */
function matmul(m: number, k: number, n: number, turned = false): Case {
  const matrix = (rows: number, columns: number) =>
    turned
      ? permute(contiguous([columns, rows], 4), [1, 0])
      : contiguous([rows, columns], 4);
  return {
    name: `matmul of [${m}, ${k}] and [${k}, ${n}]${turned ? ", turned" : ""}`,
    run: ({ backend, input, output }) =>
      backend.matmul(
        input(matrix(m, k)),
        input(matrix(k, n)),
        output([m, n]),
      ),
  };
}

/** The convolution of 8 channels or fewer to others, and its gradients. */
function trio(channels: number, others: number): Case[] {
  const x = contiguous([2, 9, 8, channels], 4);
  const w = contiguous([3, 2, channels, others], 8);
  const y = contiguous([2, 5, 4, others], 4);
  return [
    {
      name: `conv2d of ${channels} and ${others}`,
      run: ({ backend, input, output }) =>
        backend.conv2d(input(x), input(w), output(y), GEOMETRY),
    },
    {
      name: `conv2dInputGrad of ${channels} and ${others}`,
      run: ({ backend, input, output }) =>
        backend.conv2dInputGrad(input(y), input(w), output(x), GEOMETRY),
    },
    {
      name: `conv2dKernelGrad of ${channels} and ${others}`,
      run: ({ backend, input, output }) =>
        backend.conv2dKernelGrad(input(x), input(y), output(w), GEOMETRY),
    },
  ];
}

function testTuning(
  name: string,
  tuning: Partial<typeof TUNING>,
  cases: readonly Case[],
): void {
  testOn("webgpu", `${name}`, async () => {
    const own = { ownMultiplications: 0, ownElements: 0, ...tuning };
    using backend = await WebGPUBackend.open({ tuning: own });
    for (const test of cases) await checkKernel(backend, test);
  });
}

function nameOf({ threads, block, depth }: Tile): string {
  const [rows, columns] = threads.map((count, i) => count * block[i]);
  return `${rows} x ${columns} x ${depth}`;
}

for (const tile of TUNING.tiles) {
  const isSmall = tile === TUNING.tiles.at(-1);
  testTuning(
    `tiles of ${nameOf(tile)} are exact for whole numbers`,
    { tiles: [tile], fewColumns: 0 },
    [
      matmul(140, 36, 132),
      matmul(130, 35, 67, true),
      ...(isSmall
        ? [matmul(36, 33, 40, true), ...trio(8, 12), ...trio(3, 5)]
        : []),
    ],
  );
}

testTuning(
  "few columns or rows are exact for whole numbers",
  { leastTerms: [64, 8] },
  [
    ...[[70, 300, 3], [2, 36, 70], [3, 9, 4]].map(([m, k, n]) =>
      matmul(m, k, n)
    ),
    matmul(70, 36, 5, true),
    ...trio(4, 1),
    ...trio(3, 8),
  ],
);

testTuning(
  "sums in stretches are exact for whole numbers",
  { leastTerms: [8, 1], ownMultiplications: Infinity },
  [matmul(17, 70, 19), matmul(17, 70, 3), ...trio(8, 12), ...trio(8, 2)],
);
