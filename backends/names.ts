/** The backends by name: the options that each is opened with, and what it tells about itself. */

import type { BlasInfo, BlasOptions } from "./blas/backend.ts";
import type { CommonOptions } from "./opening.ts";
import type { ReferenceInfo, ReferenceOptions } from "./reference/backend.ts";
import type { WasmInfo, WasmOptions } from "./wasm/backend.ts";
import type { WebGPUInfo, WebGPUOptions } from "./webgpu/backend.ts";

export type {
  BlasInfo,
  BlasOptions,
  CommonOptions,
  ReferenceInfo,
  ReferenceOptions,
  WasmInfo,
  WasmOptions,
  WebGPUInfo,
  WebGPUOptions,
};

/**
 * Every backend by name.
 * @category Backends
 */
export interface Backends {
  /** The processor: WebAssembly with SIMD and threads; float32. */
  readonly wasm: { options: WasmOptions; info: WasmInfo };
  /** The processor with the matrix products of OpenBLAS or Accelerate, which takes `--allow-ffi`; float32. */
  readonly blas: { options: BlasOptions; info: BlasInfo };
  /** The processor in plain TypeScript, slow and right; float64. */
  readonly reference: { options: ReferenceOptions; info: ReferenceInfo };
  /** The graphics card, or software that computes like one; float32. */
  readonly webgpu: { options: WebGPUOptions; info: WebGPUInfo };
  /** A graphics card that computes rightly, or else `wasm`. */
  readonly auto: {
    options: Pick<WasmOptions, "threads">;
    info: WasmInfo | WebGPUInfo;
  };
}

/**
 * What backends are called.
 * @category Backends
 */
export type BackendName = keyof Backends;

/**
 * How a backend is to be opened.
 * @category Backends
 */
export type OpenOptions<Name extends BackendName = BackendName> =
  & CommonOptions
  & Backends[Name]["options"];

/**
 * What a backend tells about itself; `name` says which one it is.
 * @category Backends
 */
export type BackendInfo<Name extends BackendName = BackendName> =
  Backends[Name]["info"];
