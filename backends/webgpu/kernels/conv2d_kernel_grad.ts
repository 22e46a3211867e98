/** The gradient of a convolution in its kernel: windows, turned, times what came of them. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { matrixOf, tapsOf, windowsOf } from "./gemm_finding.ts";

/** See `Backend.conv2dKernelGrad`. */
export function runConv2DKernelGrad(
  runtime: GpuRuntime,
  x: Operand,
  dy: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
): void {
  const [images, windows, kernel] = [x, dy, out].map(({ view }) => view.shape);
  const [kh, kw, channels, n] = kernel;
  const sizes = {
    m: kh * kw * channels,
    n,
    k: windows[0] * windows[1] * windows[2],
    batch: 1,
  };
  runGemm(
    runtime,
    `conv2dKernelGrad [${images}] by [${kernel}]`,
    {
      sizes,
      factors: [{
        limits: [images[1], images[2]],
        row: tapsOf(images, kernel, geometry, geometry.padding),
        term: windowsOf(images, windows, geometry, [0, 0]),
        isAlong: false,
      }, matrixOf(1, n)],
      place: `return row * ${n} + column;`,
    },
    [x, dy],
    out,
  );
}
