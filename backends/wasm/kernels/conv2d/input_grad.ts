/** The gradient of the 2-D convolution in its input, which is the transposed convolution. */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import type { WasmRuntime } from "../../runtime.ts";
import type { Finish } from "../elementwise/epilogue.ts";
import { chooseInputGrad } from "./choose.ts";
import { runByColumns } from "./columns/input_grad.ts";
import { runByPhases } from "./phases/input_grad.ts";
import { runInputGradByPlanes } from "./planes/input_grad.ts";
import type { Conv2DShapes, InputGrad } from "./shapes.ts";
import { runInputGradByWinograd } from "./winograd/input_grad.ts";

/** `dy` [batch, i, j, o] scattered over `out` [batch, height, width, c] by `w` [kh, kw, c, o]. */
export function runConv2DInputGrad(
  runtime: WasmRuntime,
  dy: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  finish: Finish,
): void {
  const shapes = { x: out.view.shape, w: w.view.shape, y: dy.view.shape };
  runInputGrad(runtime, { dy, w, out, shapes, geometry, finish });
}

/** The same, for shapes that may differ from those of the views. */
export function runInputGrad(runtime: WasmRuntime, call: InputGrad): void {
  const { shapes, geometry } = mergeColumns(call.shapes, call.geometry);
  const algorithm = chooseInputGrad(shapes, geometry, runtime.preferred);
  ALGORITHMS[algorithm](runtime, { ...call, shapes, geometry });
}

const ALGORITHMS = {
  phases: runByPhases,
  columns: runByColumns,
  planes: runInputGradByPlanes,
  winograd: runInputGradByWinograd,
};

/**
 * If the kernel is as wide as the stride and nothing is cropped, outputs do not overlap along a row: the columns of the
 * kernel may then count as channels, `[height, width, c]` being `[height, width / kw, kw * c]` in memory.
 */
export function mergeColumns(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): { shapes: Conv2DShapes; geometry: Conv2DGeometry } {
  const { x: [batch, H, W, c], w: [kh, kw, , o], y } = shapes;
  const { strides, dilations, padding } = geometry;
  const apart = kw === strides[1] && dilations[1] === 1 &&
    padding[1] === 0 && W === y[2] * kw;
  if (!apart) return { shapes, geometry };
  return {
    shapes: { x: [batch, H, y[2], kw * c], w: [kh, 1, kw * c, o], y },
    geometry: { ...geometry, strides: [strides[0], 1] },
  };
}
