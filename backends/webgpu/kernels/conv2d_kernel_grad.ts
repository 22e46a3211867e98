/** The gradient of a convolution in its kernel: windows, turned, times what came of them. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { imagesOf, matrixOf } from "./gemm_finding.ts";

/** See `Backend.conv2dKernelGrad`. */
export function runConv2DKernelGrad(
  runtime: GpuRuntime,
  x: Operand,
  dy: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
): void {
  const [images, windows, kernel] = [x, dy, out].map(({ view }) => view.shape);
  const { strides, dilations, padding } = geometry;
  const [kh, kw, channels, n] = kernel;
  const k = windows[0] * windows[1] * windows[2];
  runGemm(
    runtime,
    `kernelGrad ${images}|${kernel}|${windows}|${strides}|${dilations}|${padding}`,
    () => ({
      label: `conv2dKernelGrad [${images}] by [${kernel}]`,
      kind: "conv2dKernelGrad",
      sizes: { m: kh * kw * channels, n, k, batch: 1 },
      isAlong: [false, false],
      isAligned: [channels % 4 === 0, n % 4 === 0],
      text: (params) => {
        const { limits, windows: places, taps } = imagesOf(
          params,
          images,
          windows,
          kw,
          geometry,
        );
        return {
          findings: [
            { limits, row: taps, term: places },
            matrixOf(params, 1, n),
          ],
          place: `return row * ${params.int(n)};`,
        };
      },
    }),
    [x, dy],
    out,
  );
}
