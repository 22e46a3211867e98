/** The gradient of the 2-D convolution in its kernel. */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import type { WasmRuntime } from "../../runtime.ts";
import { chooseKernelGrad } from "./choose.ts";
import { runKernelGradFlipped } from "./flipped.ts";
import type { KernelGrad } from "./shapes.ts";
import { runKernelGradByWindows } from "./windows/kernel_grad.ts";
import { runKernelGradByWinograd } from "./winograd/kernel_grad.ts";

/** `out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]`. */
export function runConv2DKernelGrad(
  runtime: WasmRuntime,
  x: Operand,
  dy: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
): void {
  const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
  const algorithm = chooseKernelGrad(shapes, geometry, runtime.preferred);
  ALGORITHMS[algorithm](runtime, { x, dy, out, shapes, geometry });
}

const ALGORITHMS = {
  windows: runKernelGradByWindows,
  flipped: (runtime: WasmRuntime, call: KernelGrad): void =>
    runKernelGradFlipped(runtime, call, runKernelGradByWindows),
  winograd: runKernelGradByWinograd,
};
