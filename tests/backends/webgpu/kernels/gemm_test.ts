/** Products by each way of laying them out, whatever would be chosen. */

import { WebGPUBackend } from "../../../../backends/webgpu/backend.ts";
import { type Tile, TUNING } from "../../../../backends/webgpu/tuning.ts";
import { contiguous, permute, type View } from "../../../../backends/view.ts";
import { type Case, checkKernel } from "../../conformance/check_kernel.ts";
import type { Conv2DGeometry } from "../../../../backends/backend.ts";
import { openBackend } from "../../../../backends/mod.ts";
import { noise } from "../../../helpers/random.ts";
import type { RealCase } from "../../real_sizes/case.ts";
import { checkCase } from "../../real_sizes/check_case.ts";
import { productAt } from "../../real_sizes/definitions.ts";
import { testOnDevice } from "../test_on_device.ts";
import { testOn, webgpuIsSoftware } from "../../../helpers/missing_backend.ts";
import { thorough } from "../../../helpers/thorough.ts";

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

/** A convolution and its gradients, with views of the images, the kernel and the results. */
function trioOf(x: View, w: View, y: View, geometry: Conv2DGeometry): Case[] {
  const of = `[${x.shape}] by [${w.shape}]`;
  return [
    {
      name: `conv2d of ${of}`,
      run: ({ backend, input, output }) =>
        backend.conv2d(input(x), input(w), output(y), geometry),
    },
    {
      name: `conv2dInputGrad of ${of}`,
      run: ({ backend, input, output }) =>
        backend.conv2dInputGrad(input(y), input(w), output(x), geometry),
    },
    {
      name: `conv2dKernelGrad of ${of}`,
      run: ({ backend, input, output }) =>
        backend.conv2dKernelGrad(input(x), input(y), output(w), geometry),
    },
  ];
}

/** The convolution of 8 channels or fewer to others, and its gradients. */
function trio(channels: number, others: number): Case[] {
  const x = contiguous([2, 9, 8, channels], 4);
  const w = contiguous([3, 2, channels, others], 8);
  const y = contiguous([2, 5, 4, others], 4);
  return trioOf(x, w, y, GEOMETRY);
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

/** Software takes long to compile the largest. */
const skipped = webgpuIsSoftware && !thorough() ? 2 : 0;

for (const tile of TUNING.tiles.slice(skipped)) {
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
  "sums in slices are exact for whole numbers",
  { leastTerms: [8, 1], ownMultiplications: Infinity },
  [matmul(17, 70, 19), matmul(17, 70, 3), ...trio(8, 12), ...trio(8, 2)],
);

const UNEVEN = {
  strides: [2, 1],
  dilations: [1, 2],
  padding: [1, 2],
} as const;

/** Images, of which a gradient in the kernel has more. */
function uneven(images: number): Case[] {
  const [x, w, y] = [[images, 11, 9, 10], [3, 3, 10, 17], [images, 6, 9, 17]];
  return trioOf(contiguous(x), contiguous(w), contiguous(y), UNEVEN);
}

const LONG: readonly Case[] = [
  ...([[130, 300, 70], [5, 2000, 9], [700, 40, 3], [65, 1030, 1]] as const)
    .map(([m, k, n]): Case => ({
      name: `matmul of [${m}, ${k}] and [${k}, ${n}]`,
      run: ({ backend, input, output }) =>
        backend.matmul(input([m, k]), input([k, n]), output([m, n])),
    })),
  ...uneven(2).slice(0, 2),
  ...uneven(12).slice(2),
];

testOn("webgpu", "long products are exact for whole numbers", async () => {
  using backend = await openBackend("webgpu");
  for (const test of LONG) await checkKernel(backend, test);
});

const SIDE = 192;
const whole = contiguous([SIDE, SIDE]);

/** Large enough for a kernel of their own, which loads whole vectors where it can. */
const VIEWS: Readonly<Record<string, View>> = {
  "itself": whole,
  "its transpose": permute(whole, [1, 0]),
  "a part that begins at an odd place": contiguous([SIDE, SIDE], 3),
  "rows with gaps": { ...whole, strides: [SIDE + 1, 1] },
};

testOnDevice(
  "a buffer can be multiplied by all views of itself",
  async (backend) => {
    const cases = Object.entries(VIEWS).flatMap(([name, view]): RealCase[] =>
      [false, true].map((isTurned) => ({
        name: isTurned ? `${name} by it` : `it by ${name}`,
        run: (stage) => {
          const values = noise(SIDE * (SIDE + 2));
          const one = stage.input(whole, values), other = { ...one, view };
          const [a, b] = isTurned ? [other, one] : [one, other];
          const out = stage.output([SIDE, SIDE]);
          stage.backend.matmul(a, b, out);
          return [{ out, at: productAt(a, b), terms: SIDE }];
        },
      }))
    );
    for (const test of cases) await checkCase(backend, test);
  },
);
