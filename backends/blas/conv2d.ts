/** The three convolutions, each by what its shape makes fastest: over windows, as Winograd does, or without the library. */

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
  runConv2D,
  runConv2DByWinograd,
  runConv2DInputGrad,
  runConv2DKernelGrad,
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
    conv2d(runtime, ...args) {
      const [x, w, out, geometry, epilogue] = args, { preferred } = runtime;
      const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
      const way = chooseConv2D(shapes, geometry, vectors, preferred);
      if (way === "own") return runConv2D(runtime, ...args);
      using pass = new EpiloguePass(runtime, out, epilogue);
      const call = { x, w, out, shapes, geometry, epilogue: pass };
      if (way === "winograd") runConv2DByWinograd(runtime, call, DENSE);
      else runConv2DByWindows(runtime, call);
      pass.end();
    },

    // dy [batch, i, j, o] scattered over out [batch, height, width, c] by w [kh, kw, c, o]
    conv2dInputGrad(runtime, ...args) {
      const [dy, w, out, plainGeometry, epilogue] = args,
        { preferred } = runtime;
      const { shapes, geometry } = mergeColumns(
        { x: out.view.shape, w: w.view.shape, y: dy.view.shape },
        plainGeometry,
      );
      const way = chooseInputGrad(shapes, geometry, vectors, preferred);
      if (way === "own") return runConv2DInputGrad(runtime, ...args);
      using pass = new EpiloguePass(runtime, out, epilogue);
      const call = { dy, w, out, shapes, geometry, epilogue: pass };
      if (way === "winograd") runInputGradByWinograd(runtime, call, DENSE);
      else if (way === "flipped") runInputGradFlipped(runtime, call);
      else runInputGradByColumns(runtime, call);
      pass.end();
    },

    // out[a, b, c, o] = sum over n, i, j of x[n, i*s + a*d - p, j*s' + b*d' - p', c] * dy[n, i, j, o]
    conv2dKernelGrad(runtime, ...args) {
      const [x, dy, out, geometry] = args, { preferred } = runtime;
      const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
      const way = chooseKernelGrad(shapes, geometry, vectors, preferred);
      if (way === "own") return runConv2DKernelGrad(runtime, ...args);
      const call = { x, dy, out, shapes, geometry };
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
