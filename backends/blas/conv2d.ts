/** The three convolutions, each by what its shape makes fastest: over windows, or as Winograd does. */

import type { Args } from "../backend.ts";
import {
  EpiloguePass,
  mergeColumns,
  runConv2DByWinograd,
  runInputGradByWinograd,
  runKernelGradByWinograd,
  type WasmRuntime,
} from "../wasm/mod.ts";
import {
  runConv2DByWindows,
  runInputGradByColumns,
  runKernelGradByWindows,
} from "./windows.ts";
import { chooseConv2D, chooseInputGrad, DENSE } from "./winograd.ts";

/** `out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]`. */
export function runConv2D(
  runtime: WasmRuntime,
  ...[x, w, out, geometry, epilogue]: Args<"conv2d">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
  const call = { x, w, out, shapes, geometry, epilogue: pass };
  if (chooseConv2D(shapes, geometry, runtime.preferred) === "winograd") {
    runConv2DByWinograd(runtime, call, DENSE);
  } else runConv2DByWindows(runtime, call);
  pass.end();
}

/** The transposed convolution: `dy` [batch, i, j, o] scattered over `out` [batch, height, width, c] by `w` [kh, kw, c, o]. */
export function runConv2DInputGrad(
  runtime: WasmRuntime,
  ...[dy, w, out, plainGeometry, epilogue]: Args<"conv2dInputGrad">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const { shapes, geometry } = mergeColumns(
    { x: out.view.shape, w: w.view.shape, y: dy.view.shape },
    plainGeometry,
  );
  const call = { dy, w, out, shapes, geometry, epilogue: pass };
  if (chooseInputGrad(shapes, geometry, runtime.preferred) === "winograd") {
    runInputGradByWinograd(runtime, call, DENSE);
  } else runInputGradByColumns(runtime, call);
  pass.end();
}

/** `out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]`. */
export function runConv2DKernelGrad(
  runtime: WasmRuntime,
  ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
): void {
  const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
  const call = { x, dy, out, shapes, geometry };
  if (chooseConv2D(shapes, geometry, runtime.preferred) === "winograd") {
    runKernelGradByWinograd(runtime, call, DENSE);
  } else runKernelGradByWindows(runtime, call);
}
