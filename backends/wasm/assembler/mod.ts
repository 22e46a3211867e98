/** A small WebAssembly assembler, in which all kernels of this backend are written. */

export { call, type Func, FunctionBuilder, type Label } from "./function.ts";
export {
  type MathFunc,
  type MathName,
  ModuleBuilder,
  MOST_PAGES,
} from "./module.ts";
export {
  type Access,
  inVectors,
  madd,
  minU,
  transposeSquare,
} from "./idioms.ts";
export { i32, memory } from "./i32.ts";
export { f32, f64 } from "./scalar.ts";
export { f32x4, f64x2, i32x4, v128 } from "./simd.ts";
export type {
  Arg,
  Local,
  Locals,
  ResultType,
  Signature,
  Value,
  ValueType,
} from "./value.ts";
