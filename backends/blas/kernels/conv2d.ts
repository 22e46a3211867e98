/** The 2-D convolution: the matrix of windows times the kernel. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import {
  fillZeros,
  type Finish,
  FLOAT_BYTES,
  type WasmRuntime,
} from "../../wasm/mod.ts";
import type { Sgemm } from "../sgemm.ts";
import { eachBandOfWindows } from "./windows.ts";

/** `out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]`. */
export function runConv2D(
  runtime: WasmRuntime,
  sgemm: Sgemm,
  x: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  finish: Finish,
): void {
  const [kh, kw, c, o] = w.view.shape;
  const depth = kh * kw * c;
  if (depth === 0) fillZeros(runtime, out);
  const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
  const kernel = { address: runtime.address(w), pitch: o };
  const results = runtime.address(out);
  eachBandOfWindows(
    runtime,
    x,
    shapes,
    geometry,
    (band, { first, pixels, address }) => {
      sgemm({
        a: { address, pitch: depth },
        b: kernel,
        c: { address: results + first * o * FLOAT_BYTES, pitch: o },
        size: [pixels, o, depth],
      });
      finish.runBand(band);
    },
  );
}
