/** The 2-D convolution and its two adjoints, each by the algorithm that fits its shape. */

import type { Args } from "../../../backend.ts";
import { sizeOf } from "../../../view.ts";
import { operandAt } from "../../buffer.ts";
import type { WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import { EpiloguePass } from "../elementwise/epilogue.ts";
import { chooseConv2D, chooseInputGrad, chooseKernelGrad } from "./choose.ts";
import { runInputGradByColumns } from "./columns/input_grad.ts";
import { flipCall } from "./flip.ts";
import { runInputGradByPhases } from "./phases/input_grad.ts";
import { runInputGradByPlanes } from "./planes/input_grad.ts";
import {
  type Convolution,
  flippedLayout,
  type InputGrad,
  type KernelGrad,
  mergeColumns,
} from "./shapes.ts";
import { runConv2DByWindows } from "./windows/conv2d.ts";
import { runKernelGradByWindows } from "./windows/kernel_grad.ts";
import { runConv2DByWinograd } from "./winograd/conv2d.ts";
import { runInputGradByWinograd } from "./winograd/input_grad.ts";
import { runKernelGradByWinograd } from "./winograd/kernel_grad.ts";

/** `out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]`. */
export function runConv2D(
  runtime: WasmRuntime,
  ...[x, w, out, geometry, epilogue]: Args<"conv2d">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
  const algorithm = chooseConv2D(shapes, geometry, runtime.preferred);
  const call = { x, w, out, shapes, geometry, epilogue: pass };
  if (algorithm === "windows") runConv2DByWindows(runtime, call);
  if (algorithm === "flipped") runConv2DFlipped(runtime, call);
  if (algorithm === "winograd") runConv2DByWinograd(runtime, call);
  pass.end();
}

/** The transposed convolution: `dy` [batch, i, j, o] scattered over `out` [batch, height, width, c] by `w` [kh, kw, c, o]. */
export function runConv2DInputGrad(
  runtime: WasmRuntime,
  ...[dy, w, out, geometry, epilogue]: Args<"conv2dInputGrad">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const shapes = { x: out.view.shape, w: w.view.shape, y: dy.view.shape };
  const call = { dy, w, out, shapes, geometry, epilogue: pass };
  runInputGrad(runtime, call);
  pass.end();
}

/** `out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]`. */
export function runConv2DKernelGrad(
  runtime: WasmRuntime,
  ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
): void {
  const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
  const algorithm = chooseKernelGrad(shapes, geometry, runtime.preferred);
  const call = { x, dy, out, shapes, geometry };
  if (algorithm === "windows") runKernelGradByWindows(runtime, call);
  if (algorithm === "flipped") runKernelGradFlipped(runtime, call);
  if (algorithm === "winograd") runKernelGradByWinograd(runtime, call);
}

const INPUT_GRAD = {
  phases: runInputGradByPhases,
  columns: runInputGradByColumns,
  planes: runInputGradByPlanes,
  winograd: runInputGradByWinograd,
};

function runInputGrad(runtime: WasmRuntime, call: InputGrad): void {
  const merged = mergeColumns(call.shapes, call.geometry);
  const algorithm = chooseInputGrad(
    merged.shapes,
    merged.geometry,
    runtime.preferred,
  );
  INPUT_GRAD[algorithm](runtime, { ...call, ...merged });
}

/** Runs a convolution of stride 1 as the transposed convolution that it also is. */
function runConv2DFlipped(
  runtime: WasmRuntime,
  { x, w, out, shapes, geometry, epilogue }: Convolution,
): void {
  const flipped = flippedLayout(shapes, geometry);
  using space = runtime.scratch(sizeOf(shapes.w) * FLOAT_BYTES);
  const kernel = operandAt(space.address, flipped.shapes.w);
  const from = runtime.address(w);
  const flip = flipCall(runtime, from, space.address, shapes.w);
  runtime.parallel([[flip]], { work: 0 });
  runInputGrad(runtime, { dy: x, w: kernel, out, epilogue, ...flipped });
}

/** Runs the gradient in a kernel as that of the transposed convolution. */
function runKernelGradFlipped(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const flipped = flippedLayout(shapes, geometry);
  using space = runtime.scratch(sizeOf(shapes.w) * FLOAT_BYTES);
  const kernel = operandAt(space.address, flipped.shapes.w);
  runKernelGradByWindows(runtime, { x: dy, dy: x, out: kernel, ...flipped });
  const to = runtime.address(out);
  const flip = flipCall(runtime, space.address, to, flipped.shapes.w);
  runtime.parallel([[flip]], { work: 0 });
}
