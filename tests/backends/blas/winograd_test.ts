/** Winograd's filtering with the library's products: which shapes run by it, and that it is right wherever it can be. */

import { assertEquals } from "@std/assert";
import { BlasBackend } from "../../../backends/blas/backend.ts";
import {
  chooseConv2D,
  chooseInputGrad,
  chooseKernelGrad,
  type Vectors,
} from "../../../backends/blas/choose.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { checkKernel } from "../conformance/check_kernel.ts";
import { convolutionCases } from "../conformance/conv2d.ts";

testOn(
  "blas",
  "convolutions by Winograd's filtering are exact for whole numbers",
  async () => {
    using backend = new BlasBackend({ algorithm: "winograd", threads: 2 });
    for (const test of convolutionCases()) await checkKernel(backend, test);
  },
);

/** Pixels across on the narrow side, channels on the wide and the narrow one, kernel, stride. */
const LAYERS: Readonly<Record<string, readonly number[]>> = {
  "14 32 64 3 2": [14, 32, 64, 3, 2],
  "16 64 64 4 2": [16, 64, 64, 4, 2],
  "8 128 256 4 2": [8, 128, 256, 4, 2],
  "32 3 64 4 2": [32, 3, 64, 4, 2],
  "64 64 128 2 2": [64, 64, 128, 2, 2],
  "7 64 128 5 2": [7, 64, 128, 5, 2],
  "32 64 64 3 1": [32, 64, 64, 3, 1],
  "7 256 128 5 1": [7, 256, 128, 5, 1],
  "16 128 128 5 1": [16, 128, 128, 5, 1],
};

/** What the layers run by, forward, as a transposed one and in the gradient in the kernel. */
function chosenBy(vectors: Vectors): Record<string, string> {
  return Object.fromEntries(
    Object.entries(LAYERS).map(([name, [size, c, o, kernel, stride]]) => {
      const crop = Math.max(kernel - stride, 0) >> 1;
      const shapes = {
        x: [8, size * stride, size * stride, c],
        w: [kernel, kernel, c, o],
        y: [8, size, size, o],
      };
      const geometry = {
        strides: [stride, stride],
        dilations: [1, 1],
        padding: [crop, crop],
      } as const;
      const ways = [chooseConv2D, chooseInputGrad, chooseKernelGrad]
        .map((choose) => choose(shapes, geometry, vectors));
      return [name, ways.join(" ")];
    }),
  );
}

Deno.test("many channels go by Winograd's filtering, later where products cost less", () => {
  const common = {
    "14 32 64 3 2": "windows columns windows",
    "16 64 64 4 2": "winograd winograd winograd",
    "8 128 256 4 2": "winograd winograd winograd",
    "32 3 64 4 2": "windows columns windows",
    "64 64 128 2 2": "windows columns windows",
    "7 64 128 5 2": "windows columns windows",
    "7 256 128 5 1": "windows columns windows",
  };
  assertEquals(chosenBy("short"), {
    ...common,
    "32 64 64 3 1": "winograd winograd winograd",
    "16 128 128 5 1": "winograd winograd windows",
  });
  assertEquals(chosenBy("long"), {
    ...common,
    "32 64 64 3 1": "winograd winograd windows",
    "16 128 128 5 1": "windows flipped windows",
  });
});
