/** The convolution: windows times kernel, the windows never copied. */

import type { Conv2DGeometry, Epilogue, Operand } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { matrixOf, tapsOf, windowsOf } from "./gemm_finding.ts";

/** See `Backend.conv2d`. */
export function runConv2D(
  runtime: GpuRuntime,
  x: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  epilogue?: Epilogue,
): void {
  const [images, kernel, { shape }] = [x.view.shape, w.view.shape, out.view];
  const [kh, kw, channels, n] = kernel;
  const sizes = {
    m: shape[0] * shape[1] * shape[2],
    n,
    k: kh * kw * channels,
    batch: 1,
  };
  runGemm(
    runtime,
    `conv2d [${images}] by [${kernel}]`,
    {
      sizes,
      factors: [{
        limits: [images[1], images[2]],
        row: windowsOf(images, shape, geometry, geometry.padding),
        term: tapsOf(images, kernel, geometry, [0, 0]),
        isAlong: true,
      }, matrixOf(1, n)],
      place: `return row * ${n} + column;`,
    },
    [x, w],
    out,
    epilogue,
  );
}
