/** Every algorithm that a convolution may run by, wherever it can, against the reference. */

import { WasmBackend } from "../../../backends/wasm/backend.ts";
import type { Algorithm } from "../../../backends/wasm/algorithm.ts";
import { checkKernel } from "../conformance/check_kernel.ts";
import {
  convolutionCases,
  roundedConvolutionCases,
} from "../conformance/conv2d.ts";

const ALGORITHMS: readonly Algorithm[] = [
  "windows",
  "phases",
  "columns",
  "winograd",
];

for (const algorithm of ALGORITHMS) {
  Deno.test(`convolutions by ${algorithm} are exact for whole numbers`, async () => {
    using backend = new WasmBackend({ algorithm });
    for (const test of convolutionCases()) await checkKernel(backend, test);
  });

  Deno.test(`convolutions by ${algorithm} round as sums of their length may`, async () => {
    using backend = new WasmBackend({ algorithm });
    for (const test of roundedConvolutionCases()) {
      await checkKernel(backend, test);
    }
  });
}
