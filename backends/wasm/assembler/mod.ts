/** A small assembler of WebAssembly modules: the form in which all kernels of this backend are written. */

export { call, type Func, FunctionBuilder, type Label } from "./function.ts";
export { type MathName, ModuleBuilder } from "./module.ts";
export { f32, f64, i32, memory } from "./scalar.ts";
export { f32x4, f64x2, i32x4, v128 } from "./simd.ts";
export type { Arg, Local, ResultType, Value, ValueType } from "./value.ts";
export { words } from "./value.ts";
