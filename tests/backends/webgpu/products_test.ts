/** Products long enough for tiles, and for terms in several stretches. */

import { openBackend } from "../../../backends/mod.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { type Case, checkKernel } from "../conformance/check_kernel.ts";

const GEOMETRY = {
  strides: [2, 1],
  dilations: [1, 2],
  padding: [1, 2],
} as const;

const CASES: readonly Case[] = [
  ...([[130, 300, 70], [5, 2000, 9], [700, 40, 3], [65, 1030, 1]] as const)
    .map(([m, k, n]): Case => ({
      name: `matmul of [${m}, ${k}] and [${k}, ${n}]`,
      run: ({ backend, input, output }) =>
        backend.matmul(input([m, k]), input([k, n]), output([m, n])),
    })),
  {
    name: "conv2d",
    run: ({ backend, input, output }) =>
      backend.conv2d(
        input([2, 11, 9, 10]),
        input([3, 3, 10, 17]),
        output([2, 6, 9, 17]),
        GEOMETRY,
      ),
  },
  {
    name: "conv2dInputGrad",
    run: ({ backend, input, output }) =>
      backend.conv2dInputGrad(
        input([2, 6, 9, 17]),
        input([3, 3, 10, 17]),
        output([2, 11, 9, 10]),
        GEOMETRY,
      ),
  },
  {
    name: "conv2dKernelGrad",
    run: ({ backend, input, output }) =>
      backend.conv2dKernelGrad(
        input([12, 11, 9, 10]),
        input([12, 6, 9, 17]),
        output([3, 3, 10, 17]),
        GEOMETRY,
      ),
  },
];

testOn("webgpu", "long products are exact for whole numbers", async () => {
  using backend = await openBackend("webgpu");
  for (const test of CASES) await checkKernel(backend, test);
});
