/** The convolution, windows times kernel, and its gradient in the kernel, windows turned times what came of them. */

import type { Args, Conv2DGeometry } from "../../backend.ts";
import type { Shape } from "../../view.ts";
import type { GpuRuntime } from "../runtime.ts";
import { type Gemm, runGemm } from "./gemm.ts";
import { imagesOf, keyOf, matrixOf } from "./gemm_addressing.ts";

/** See `Backend.conv2d`. */
export function runConv2D(
  runtime: GpuRuntime,
  ...[x, w, out, geometry, epilogue]: Args<"conv2d">
): void {
  const [images, kernel, places] = [x, w, out].map(({ view }) => view.shape);
  runGemm(runtime, {
    layout: `conv2d ${images}|${kernel}|${places}|${keyOf(geometry)}`,
    describe: () => gemmOf("conv2d", { images, kernel, places }, geometry),
    factors: [x, w],
    ...{ out, epilogue },
  });
}

/** See `Backend.conv2dKernelGrad`. */
export function runConv2DKernelGrad(
  runtime: GpuRuntime,
  ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
): void {
  const [images, places, kernel] = [x, dy, out].map(({ view }) => view.shape);
  runGemm(runtime, {
    layout: `kernelGrad ${images}|${kernel}|${places}|${keyOf(geometry)}`,
    describe: () =>
      gemmOf("conv2dKernelGrad", { images, kernel, places }, geometry),
    factors: [x, dy],
    out,
  });
}

/** The windows of images are never copied: they are found element by element. */
function gemmOf(
  kind: "conv2d" | "conv2dKernelGrad",
  { images, kernel, places }: Record<"images" | "kernel" | "places", Shape>,
  geometry: Conv2DGeometry,
): Gemm {
  const [kh, kw, channels, n] = kernel;
  const isGrad = kind === "conv2dKernelGrad";
  const windows = places[0] * places[1] * places[2];
  const elements = kh * kw * channels;
  const [m, k] = isGrad ? [elements, windows] : [windows, elements];
  return {
    label: `${kind} [${images}] by [${kernel}]`,
    kind,
    sizes: { m, n, k, batch: 1 },
    isAlong: [!isGrad, false],
    isAligned: [channels % 4 === 0, n % 4 === 0],
    text: (params) => {
      const { limits, windows, taps } = imagesOf(
        params,
        images,
        places,
        kw,
        geometry,
      );
      const [row, term] = isGrad ? [taps, windows] : [windows, taps];
      return {
        addressings: [{ limits, row, term }, matrixOf(params, 1, n)],
        place: `return row * ${params.int(n)};`,
      };
    },
  };
}
