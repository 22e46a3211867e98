/** The three convolutions, each by what its shape makes fastest: over windows, or as Winograd does. */

import { sizeOf } from "../view.ts";
import {
  EpiloguePass,
  flipCall,
  flippedLayout,
  FLOAT_BYTES,
  type InputGrad,
  mergeColumns,
  operandAt,
  type Products,
  runConv2DByWinograd,
  runInputGradByWinograd,
  runKernelGradByWinograd,
  type WasmRuntime,
} from "../wasm/mod.ts";
import {
  chooseConv2D,
  chooseInputGrad,
  chooseKernelGrad,
  type Vectors,
} from "./choose.ts";
import {
  runConv2DByWindows,
  runInputGradByColumns,
  runKernelGradByWindows,
} from "./windows.ts";
import { DENSE } from "./winograd.ts";

/** The convolutions with a library that multiplies so many floats at once. */
export function convolutionsBy(vectors: Vectors): Omit<Products, "matmul"> {
  return {
    // out[n, i, j, o] = sum over a, b, c of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * w[a, b, c, o]
    conv2d(runtime, ...[x, w, out, geometry, epilogue]) {
      using pass = new EpiloguePass(runtime, out, epilogue);
      const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
      const call = { x, w, out, shapes, geometry, epilogue: pass };
      const { preferred } = runtime;
      const way = chooseConv2D(shapes, geometry, vectors, preferred);
      if (way === "winograd") runConv2DByWinograd(runtime, call, DENSE);
      else runConv2DByWindows(runtime, call);
      pass.end();
    },

    // dy [batch, i, j, o] scattered over out [batch, height, width, c] by w [kh, kw, c, o]
    conv2dInputGrad(runtime, ...[dy, w, out, plainGeometry, epilogue]) {
      using pass = new EpiloguePass(runtime, out, epilogue);
      const { shapes, geometry } = mergeColumns(
        { x: out.view.shape, w: w.view.shape, y: dy.view.shape },
        plainGeometry,
      );
      const call = { dy, w, out, shapes, geometry, epilogue: pass };
      const { preferred } = runtime;
      const way = chooseInputGrad(shapes, geometry, vectors, preferred);
      if (way === "winograd") runInputGradByWinograd(runtime, call, DENSE);
      else if (way === "flipped") runInputGradFlipped(runtime, call);
      else runInputGradByColumns(runtime, call);
      pass.end();
    },

    // out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]
    conv2dKernelGrad(runtime, ...[x, dy, out, geometry]) {
      const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
      const call = { x, dy, out, shapes, geometry };
      const { preferred } = runtime;
      const way = chooseKernelGrad(shapes, geometry, vectors, preferred);
      if (way === "winograd") runKernelGradByWinograd(runtime, call, DENSE);
      else runKernelGradByWindows(runtime, call);
    },
  };
}

/** Runs a transposed convolution of stride 1 as the convolution that it also is. */
function runInputGradFlipped(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const flipped = flippedLayout(shapes, geometry);
  using space = runtime.scratch(sizeOf(shapes.w) * FLOAT_BYTES);
  const from = runtime.address(w), { address } = space;
  const flip = flipCall(runtime, from, address, shapes.w);
  runtime.parallel([[flip]], { work: 0 });
  const kernel = operandAt(address, flipped.shapes.w);
  runConv2DByWindows(runtime, { x: dy, w: kernel, out, epilogue, ...flipped });
}
