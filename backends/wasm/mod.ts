/**
 * The parts of this backend that another one on the same linear memory builds on, as `blas/` does: it computes products
 * in its own way and takes everything around them from here.
 */

export type { Algorithm } from "./algorithm.ts";
export { type Products, WasmBackend, type WasmInfo } from "./backend.ts";
export { operandAt } from "./buffer.ts";
export { batchOffsets } from "./kernels/gemm/matmul.ts";
export {
  pays,
  savedByConv2D,
  savedByInputGrad,
  winogradTaps,
  type Worth,
} from "./kernels/conv2d/choose.ts";
export { type Band, bandsOf } from "./kernels/conv2d/bands.ts";
export {
  col2imCall,
  im2colCall,
  putWindowsCall,
} from "./kernels/conv2d/columns/columns.ts";
export {
  haveTapPlanes,
  tapPlanesCall,
} from "./kernels/conv2d/columns/tap_planes.ts";
export {
  runConv2D,
  runConv2DInputGrad,
  runConv2DKernelGrad,
} from "./kernels/conv2d/conv2d.ts";
export { flipCall } from "./kernels/conv2d/flip.ts";
export {
  canFlip,
  type Conv2DLayout,
  type Conv2DShapes,
  type Convolution,
  flippedLayout,
  type InputGrad,
  isTiling,
  type KernelGrad,
  mergeColumns,
} from "./kernels/conv2d/shapes.ts";
export { runConv2DByWinograd } from "./kernels/conv2d/winograd/conv2d.ts";
export { runInputGradByWinograd } from "./kernels/conv2d/winograd/input_grad.ts";
export { runKernelGradByWinograd } from "./kernels/conv2d/winograd/kernel_grad.ts";
export type { TapCount } from "./kernels/conv2d/winograd/matrices.ts";
export type { Multiplier } from "./kernels/conv2d/winograd/multiplier.ts";
export { addUp } from "./kernels/conv2d/partial_sums.ts";
export { applyEpilogue, EpiloguePass } from "./kernels/elementwise/epilogue.ts";
export { fillZeros, zerosCall } from "./kernels/zeros.ts";
export type { LinearMemory } from "./memory.ts";
export type { Natives } from "./natives.ts";
export {
  type Call,
  type Job,
  OWN,
  type RuntimeOptions,
  type WasmRuntime,
} from "./runtime.ts";
export { FLOAT_BYTES } from "./sizes.ts";
export { type Part, partsOf } from "./threads/parts.ts";
