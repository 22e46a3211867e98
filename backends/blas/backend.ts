/** The processor's backend with the matrix products of the machine's own BLAS: OpenBLAS or Accelerate. */

import type { Args } from "../backend.ts";
import { text } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import { optional } from "../opening.ts";
import { WasmBackend, type WasmInfo } from "../wasm/mod.ts";
import {
  runConv2D,
  runConv2DInputGrad,
  runConv2DKernelGrad,
} from "./conv2d.ts";
import { type BlasLibrary, describe, openLibrary } from "./library.ts";
import { runMatmul } from "./matmul.ts";
import { type Blas, sgemmOn } from "./sgemm.ts";

/** Options of the BLAS backend. */
export interface BlasOptions {
  /** Name or path of the library; by default OpenBLAS or Accelerate where they usually are. */
  readonly library?: string;
  /**
   * Threads that OpenBLAS uses, and that other kernels do; by default as many as the processor runs at once. Accelerate
   * chooses for itself.
   */
  readonly threads?: number;
  /** The most that all tensors together may take, at most 4 GiB. */
  readonly maximumBytes?: number;
}

/** The library, the threads of other kernels, and the bytes in use. */
export interface BlasInfo extends Omit<WasmInfo, "name"> {
  /** The backend's name. */
  readonly name: "blas";
  /** What the library says about itself. */
  readonly adapter: string;
}

/**
 * Float32 tensors in WebAssembly's memory, as on `"wasm"`, whose matrix products and convolutions a BLAS computes in
 * place. Needs `--allow-ffi`.
 */
export class BlasBackend extends WasmBackend {
  /** The rows of its options. */
  static override readonly options: Schema<BlasOptions> = {
    ...WasmBackend.options,
    library: optional(text()),
  };
  /** Its name. */
  override readonly name = "blas";
  readonly #library: BlasLibrary;
  readonly #blas: Blas;
  readonly #description: string;

  /**
   * Opens the library.
   *
   * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
   */
  constructor({ library, threads, ...options }: BlasOptions = {}) {
    super({ ...options, threads });
    this.#library = openLibrary(library);
    if (threads !== undefined) {
      this.#library.symbols.openblas_set_num_threads?.(threads);
    }
    this.#description = describe(this.#library);
    const { runtime } = this;
    this.#blas = { runtime, sgemm: sgemmOn(this.#library, runtime.memory) };
  }

  /** Opens the library. */
  static override open(
    { library, threads, maximumBytes }: BlasOptions,
  ): BlasBackend {
    return new BlasBackend({ library, threads, maximumBytes });
  }

  override matmul(...args: Args<"matmul">): void {
    runMatmul(this.#blas, ...args);
  }

  override conv2d(...args: Args<"conv2d">): void {
    runConv2D(this.#blas, ...args);
  }

  override conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    runConv2DInputGrad(this.#blas, ...args);
  }

  override conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    runConv2DKernelGrad(this.#blas, ...args);
  }

  /** The library, and the bytes in use. */
  override info(): BlasInfo {
    const { name } = this;
    return { ...super.info(), name, adapter: this.#description };
  }

  /** Closes the library and lets go of the memory; buffers are useless from now on. */
  override [Symbol.dispose](): void {
    if (!this.closed) this.#library.close();
    super[Symbol.dispose]();
  }
}
