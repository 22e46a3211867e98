/** The processor's backend with the matrix products of the machine's own BLAS: OpenBLAS or Accelerate. */

import type { Conv2DGeometry, Epilogue, Operand } from "../backend.ts";
import { checkText, type Opener } from "../opening.ts";
import { Finish, WasmBackend, type WasmInfo } from "../wasm/mod.ts";
import { runConv2D } from "./kernels/conv2d.ts";
import { runConv2DInputGrad } from "./kernels/conv2d_input_grad.ts";
import { runConv2DKernelGrad } from "./kernels/conv2d_kernel_grad.ts";
import { runMatmul } from "./kernels/matmul.ts";
import { type BlasLibrary, describe, openLibrary } from "./library.ts";
import { type Sgemm, sgemmOn } from "./sgemm.ts";

/** What may be told about the library. */
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
  /** What its options have to be. */
  static override readonly options: Opener<BlasOptions>["options"] = {
    ...WasmBackend.options,
    library: checkText,
  };
  /** Its name. */
  override readonly name = "blas";
  readonly #library: BlasLibrary;
  readonly #sgemm: Sgemm;
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
    this.#sgemm = sgemmOn(this.#library, this.runtime.memory);
  }

  /** Opens the library. */
  static override open(options: BlasOptions): BlasBackend {
    return new BlasBackend(options);
  }

  /** Multiplies matrices. */
  override matmul(
    a: Operand,
    b: Operand,
    out: Operand,
    epilogue?: Epilogue,
  ): void {
    runMatmul(this.runtime, this.#sgemm, a, b, out);
    using finish = new Finish(this.runtime, out, epilogue);
    finish.all();
  }

  /** Convolves. */
  override conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    using finish = new Finish(this.runtime, out, epilogue);
    runConv2D(this.runtime, this.#sgemm, x, w, out, geometry, finish);
    finish.end();
  }

  /** Convolves the other way. */
  override conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    using finish = new Finish(this.runtime, out, epilogue);
    runConv2DInputGrad(this.runtime, this.#sgemm, dy, w, out, geometry, finish);
    finish.end();
  }

  /** The gradient of a convolution in its kernel. */
  override conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    runConv2DKernelGrad(this.runtime, this.#sgemm, x, dy, out, geometry);
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
