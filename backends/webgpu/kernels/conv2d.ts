/** The convolution: windows times kernel, the windows never copied. */

import type { Conv2DGeometry, Epilogue, Operand } from "../../backend.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runGemm } from "./gemm.ts";
import { imagesOf, matrixOf } from "./gemm_finding.ts";

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
  const { strides, dilations, padding } = geometry;
  const [kh, kw, channels, n] = kernel;
  const m = shape[0] * shape[1] * shape[2];
  runGemm(
    runtime,
    `conv2d ${images}|${kernel}|${shape}|${strides}|${dilations}|${padding}`,
    () => ({
      label: `conv2d [${images}] by [${kernel}]`,
      kind: "conv2d",
      sizes: { m, n, k: kh * kw * channels, batch: 1 },
      isAlong: [true, false],
      isAligned: [channels % 4 === 0, n % 4 === 0],
      text: (params) => {
        const { limits, windows, taps } = imagesOf(
          params,
          images,
          shape,
          kw,
          geometry,
        );
        return {
          findings: [
            { limits, row: windows, term: taps },
            matrixOf(params, 1, n),
          ],
          place: `return row * ${params.int(n)};`,
        };
      },
    }),
    [x, w],
    out,
    epilogue,
  );
}
