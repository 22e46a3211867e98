/**
 * Convolutions of stride 1 with few filters, as what they are the other way: with its taps in reverse order and its channels
 * exchanged, the kernel of a convolution is that of a transposed one, and `(kernel - 1) * dilation - padding` its padding.
 */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import { contiguous, type Shape } from "../../../view.ts";
import { WasmBuffer, type WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import type { Convolution, InputGrad, KernelGrad } from "./shapes.ts";

/** Runs a convolution as a transposed one. */
export function runConv2DFlipped(
  runtime: WasmRuntime,
  { x, w, out, shapes, geometry, finish }: Convolution,
  runInputGrad: (runtime: WasmRuntime, call: InputGrad) => void,
): void {
  const [kh, kw, c, o] = shapes.w, kernel = [kh, kw, o, c];
  using space = runtime.scratch(kh * kw * c * o * FLOAT_BYTES);
  flip(runtime, runtime.address(w), space.address, shapes.w);
  runInputGrad(runtime, {
    dy: x,
    w: operandAt(space.address, kernel),
    out,
    shapes: { x: shapes.y, w: kernel, y: shapes.x },
    geometry: flippedGeometry(shapes.w, geometry),
    finish,
  });
}

/** Runs the gradient in a kernel as that of the transposed convolution. */
export function runKernelGradFlipped(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
  runKernelGrad: (runtime: WasmRuntime, call: KernelGrad) => void,
): void {
  const [kh, kw, c, o] = shapes.w, kernel = [kh, kw, o, c];
  using space = runtime.scratch(kh * kw * c * o * FLOAT_BYTES);
  runKernelGrad(runtime, {
    x: dy,
    dy: x,
    out: operandAt(space.address, kernel),
    shapes: { x: shapes.y, w: kernel, y: shapes.x },
    geometry: flippedGeometry(shapes.w, geometry),
  });
  flip(runtime, space.address, runtime.address(out), kernel);
}

/** Whether there is a convolution the other way. */
export function canFlip(
  [kh, kw]: Shape,
  { strides, dilations, padding }: Conv2DGeometry,
): boolean {
  return strides[0] * strides[1] === 1 && kh * kw > 0 &&
    padding[0] <= (kh - 1) * dilations[0] &&
    padding[1] <= (kw - 1) * dilations[1];
}

function flippedGeometry(
  [kh, kw]: Shape,
  { strides, dilations, padding }: Conv2DGeometry,
): Conv2DGeometry {
  return {
    strides,
    dilations,
    padding: [
      (kh - 1) * dilations[0] - padding[0],
      (kw - 1) * dilations[1] - padding[1],
    ],
  };
}

/** Copies a kernel [kh, kw, c, o] to [kh, kw, o, c], its last tap first; there are few filters, so it is small. */
function flip(
  runtime: WasmRuntime,
  from: number,
  to: number,
  [kh, kw, c, o]: Shape,
): void {
  const { f32 } = runtime.memory;
  const source = from / FLOAT_BYTES, last = kh * kw - 1;
  let next = to / FLOAT_BYTES;
  for (let tap = last; tap >= 0; tap--) {
    for (let j = 0; j < o; j++) {
      for (let i = 0; i < c; i++) {
        f32[next++] = f32[source + (tap * c + i) * o + j];
      }
    }
  }
}

function operandAt(address: number, shape: Shape): Operand {
  return { buffer: new WasmBuffer(address, 0), view: contiguous(shape) };
}
