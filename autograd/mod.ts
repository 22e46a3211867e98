/** Floor 1 as users see it: tensors, ops, gradients, scopes, random numbers. */

import "./ops/chain.ts";
import { keepNames } from "../config/keep_names.ts";
import { GradientTape } from "./gradient_tape.ts";
import { SeedGenerator } from "./random.ts";
import { Scope } from "./scope.ts";

export * from "./create.ts";
export * from "./custom_gradient.ts";
export * from "./gradient_tape.ts";
export { grad, type GradFunction, valueAndGrad } from "./grad.ts";
export type { GradientListener, Source } from "./pull_back.ts";
export type {
  BinaryName,
  ReductionName,
  TensorMethods,
  UnaryName,
} from "./methods.ts";
export type { TensorLike } from "./op.ts";
export type { KernelRun } from "./profiling/kernels.ts";
export { profile } from "./profiling/profile.ts";
export type {
  Cost,
  Profile,
  ProfiledKernel,
  ProfileParts,
  ProfileRow,
} from "./profiling/report.ts";
export * from "./random.ts";
export { Scope } from "./scope.ts";
export { noGrad, type TensorSlot } from "./tape.ts";
export type { Shown } from "../config/shown.ts";
export type { Display } from "./showing/display.ts";
export { print } from "./showing/print.ts";
export { Tensor } from "./tensor.ts";
export * from "./ops/mod.ts";
/**
 * Scalar expressions, for `elementwise`: the same functions, on expressions instead of tensors.
 * @category Formulas
 */
export * as formula from "./formula.ts";

keepNames({ GradientTape, Scope, SeedGenerator });
