/**
 * decograd: a define-by-run autograd engine and Keras-style layers for training decoders.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.Conv2DTranspose({ filters: 1, kernelSize: 2, strides: 2 }),
 * ]);
 * model.compile({ optimizer: "adam", loss: "mse" });
 * const x = dg.randomNormal([8, 4, 4, 3]), y = dg.zeros([8, 8, 8, 1]);
 * const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
 * assert(history.loss[1] < history.loss[0]);
 * ```
 *
 * @module
 */

export * from "./autograd/mod.ts";
export type {
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Journal,
  Kernel,
  Operand,
  Outcome,
  ReduceFn,
  RowKernel,
} from "./backends/backend.ts";
export type { KernelTimer } from "./backends/kernel_timer.ts";
export type { Repeating } from "./backends/repeating.ts";
export type { BinaryFn, Expr, UnaryFn } from "./backends/expr.ts";
export type { DeviceErrorKind } from "./config/errors.ts";
export {
  DeviceError,
  DivergedError,
  ShapeError,
  ValueError,
} from "./config/errors.ts";
export {
  backendInfo,
  getBackend,
  setBackend,
} from "./backends/default_backend.ts";
export type * from "./backends/names.ts";
export type { Shape, View } from "./backends/view.ts";
export * as activations from "./layers/activations/mod.ts";
export * as constraints from "./variables/constraints/mod.ts";
export * as initializers from "./variables/initializers/mod.ts";
export { type Recomputable, recompute } from "./layers/recompute.ts";
export type { Outputs } from "./variables/recompute.ts";
export { clearSession } from "./variables/naming.ts";
export { checkNumerics } from "./variables/check_numerics.ts";
export {
  memory,
  type MemoryInfo,
  type MemoryOptions,
} from "./variables/memory_info.ts";
export * as layers from "./layers/mod.ts";
export * as regularizers from "./variables/regularizers/mod.ts";
export * as options from "./config/mod.ts";
export * as data from "./data/mod.ts";
export * as losses from "./training/losses/mod.ts";
export * as metrics from "./training/metrics/mod.ts";
export * as optimizers from "./training/optimizers/mod.ts";
export * from "./models/mod.ts";
