/** The gradient of the 2-D convolution in its kernel: the transposed matrix of windows times the narrow side. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { fillZeros, FLOAT_BYTES, type WasmRuntime } from "../../wasm/mod.ts";
import type { Sgemm } from "../sgemm.ts";
import { eachBandOfWindows } from "./windows.ts";

/** `out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]`. */
export function runConv2DKernelGrad(
  runtime: WasmRuntime,
  sgemm: Sgemm,
  x: Operand,
  dy: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
): void {
  const [kh, kw, c, o] = out.view.shape;
  const depth = kh * kw * c;
  const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
  if (sizeOf(shapes.y) === 0) return fillZeros(runtime, out);
  const gradients = runtime.address(dy);
  eachBandOfWindows(
    runtime,
    x,
    shapes,
    geometry,
    (_, { first, pixels, address }) =>
      sgemm({
        a: { address, pitch: depth, transposed: true },
        b: { address: gradients + first * o * FLOAT_BYTES, pitch: o },
        c: { address: runtime.address(out), pitch: o },
        size: [depth, o, pixels],
        accumulate: first > 0,
      }),
  );
}
