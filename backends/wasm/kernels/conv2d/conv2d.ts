/** The 2-D convolution. */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import type { WasmRuntime } from "../../runtime.ts";
import type { Finish } from "../elementwise/epilogue.ts";
import { chooseConv2D } from "./choose.ts";
import { runConv2DFlipped } from "./flipped.ts";
import { runInputGrad } from "./input_grad.ts";
import type { Convolution } from "./shapes.ts";
import { runByWindows } from "./windows/conv2d.ts";
import { runConv2DByWinograd } from "./winograd/conv2d.ts";

/** `out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]`. */
export function runConv2D(
  runtime: WasmRuntime,
  x: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  finish: Finish,
): void {
  const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
  const call = { x, w, out, shapes, geometry, finish };
  const algorithm = chooseConv2D(shapes, geometry, runtime.preferred);
  ALGORITHMS[algorithm](runtime, call);
}

const ALGORITHMS = {
  windows: runByWindows,
  flipped: (runtime: WasmRuntime, call: Convolution): void =>
    runConv2DFlipped(runtime, call, runInputGrad),
  winograd: runConv2DByWinograd,
};
