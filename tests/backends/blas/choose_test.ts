/** Which convolutions run by what on a BLAS, by how many floats it multiplies at once. */

import { assertEquals } from "@std/assert";
import {
  chooseConv2D,
  chooseInputGrad,
  chooseKernelGrad,
  type Vectors,
} from "../../../backends/blas/choose.ts";

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
  "32 32 32 3 1": [32, 32, 32, 3, 1],
  "28 1 32 3 1": [28, 1, 32, 3, 1],
  "28 32 1 3 1": [28, 32, 1, 3, 1],
  "28 32 4 3 1": [28, 32, 4, 3, 1],
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

Deno.test("many channels go by Winograd's filtering, later where products cost less, and few filters without the library", () => {
  const common = {
    "14 32 64 3 2": "windows columns windows",
    "16 64 64 4 2": "winograd winograd winograd",
    "8 128 256 4 2": "winograd winograd winograd",
    "32 3 64 4 2": "windows columns windows",
    "64 64 128 2 2": "windows columns windows",
    "7 64 128 5 2": "windows columns windows",
    "7 256 128 5 1": "windows columns windows",
    "32 32 32 3 1": "windows flipped windows",
    "28 1 32 3 1": "windows own windows",
    "28 32 1 3 1": "own flipped own",
  };
  assertEquals(chosenBy("short"), {
    ...common,
    "32 64 64 3 1": "winograd winograd winograd",
    "16 128 128 5 1": "winograd winograd windows",
    "28 32 4 3 1": "own flipped own",
  });
  assertEquals(chosenBy("long"), {
    ...common,
    "32 64 64 3 1": "winograd winograd windows",
    "16 128 128 5 1": "windows flipped windows",
    "28 32 4 3 1": "windows flipped windows",
  });
});
