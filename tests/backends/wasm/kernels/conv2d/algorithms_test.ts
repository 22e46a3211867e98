/** Every algorithm that a convolution may run by, wherever it can, against the reference. */

import { assertEquals } from "@std/assert";
import type { Operand } from "../../../../../backends/backend.ts";
import { contiguous, sizeOf } from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";
import type { RuntimeOptions } from "../../../../../backends/wasm/runtime.ts";
import type { Algorithm } from "../../../../../backends/wasm/algorithm.ts";
import { noise } from "../../../../helpers/random.ts";
import { checkKernel } from "../../../conformance/check_kernel.ts";
import {
  convolutionCases,
  roundedConvolutionCases,
} from "../../../conformance/conv2d.ts";

const ALGORITHMS: readonly Algorithm[] = [
  "windows",
  "flipped",
  "phases",
  "columns",
  "planes",
  "winograd",
];

const EXACT = convolutionCases(), ROUNDED = roundedConvolutionCases();

for (const algorithm of ALGORITHMS) {
  Deno.test(`convolutions by ${algorithm} are exact for whole numbers`, async () => {
    using backend = new WasmBackend({ algorithm });
    for (const test of EXACT) await checkKernel(backend, test);
  });

  Deno.test(`convolutions by ${algorithm} round as sums of their length may`, async () => {
    using backend = new WasmBackend({ algorithm });
    for (const test of ROUNDED) await checkKernel(backend, test);
  });
}

/** Wide, kernel, narrow, stride: large enough for several threads, and no multiple of a tile. */
const LARGE = [
  { x: [3, 29, 31, 37], w: [4, 4, 37, 45], y: [3, 14, 15, 45], stride: 2 },
  { x: [2, 27, 30, 41], w: [3, 3, 41, 43], y: [2, 27, 30, 43], stride: 1 },
  { x: [2, 31, 29, 37], w: [3, 3, 37, 43], y: [2, 16, 15, 43], stride: 2 },
  { x: [3, 45, 33, 3], w: [5, 5, 3, 33], y: [3, 22, 16, 33], stride: 2 },
  { x: [1, 8, 7, 259], w: [3, 3, 259, 261], y: [1, 8, 7, 261], stride: 1 },
];

for (const algorithm of ALGORITHMS) {
  Deno.test(`convolutions by ${algorithm} have the same bits on any number of threads`, async () => {
    const [one, ...others] = await Promise.all(
      [1, 2, 4].map((threads) => resultsOf({ algorithm, threads })),
    );
    for (const results of others) assertEquals(results, one);
  });
}

/** The bits of all three convolutions of the large shapes. */
async function resultsOf(options: RuntimeOptions): Promise<Uint32Array[]> {
  using backend = new WasmBackend(options);
  const operand = (shape: number[], seed: number): Operand => {
    const view = contiguous(shape), length = sizeOf(shape);
    const buffer = backend.alloc(length);
    backend.write(buffer, noise(length, seed));
    return { buffer, view };
  };
  const results: Promise<Float32Array>[] = [];
  for (const { x, w, y, stride } of LARGE) {
    const [wide, kernel, narrow] = [x, w, y].map(operand);
    const [dx, dw, out] = [x, w, y].map(operand);
    const geometry = {
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [1, 1],
    } as const;
    backend.conv2d(wide, kernel, out, geometry);
    backend.conv2dInputGrad(narrow, kernel, dx, geometry);
    backend.conv2dKernelGrad(wide, narrow, dw, geometry);
    for (const { buffer, view } of [out, dx, dw]) {
      results.push(backend.read(buffer, sizeOf(view.shape)));
    }
  }
  const values = await Promise.all(results);
  return values.map(({ buffer }) => new Uint32Array(buffer));
}
