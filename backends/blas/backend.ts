/** The processor's backend with the matrix products of the machine's own BLAS: OpenBLAS or Accelerate. */

import { text } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import { optional } from "../opening.ts";
import {
  type RuntimeOptions,
  WasmBackend,
  type WasmInfo,
} from "../wasm/mod.ts";
import { convolutionsBy } from "./conv2d.ts";
import { hasLongVectors } from "./core_type.ts";
import { type BlasLibrary, openLibrary } from "./library.ts";
import { runMatmul } from "./matmul.ts";
import { sgemmOf } from "./sgemm.ts";

/**
 * Options of the BLAS backend.
 * @category Backends
 */
export interface BlasOptions {
  /**
   * Name or path of the library; by default what `DECOGRAD_BLAS` says, where the environment may be read, or else OpenBLAS
   * or Accelerate where they usually are.
   */
  readonly library?: string;
  /**
   * The most threads that compute, the calling one included; by default as many as the processor runs at once. Each calls
   * the library; Accelerate may have further ones of its own.
   */
  readonly threads?: number;
  /** The most that all tensors together may take; by default what the memory reaches. */
  readonly maximumBytes?: number;
  /** How long addresses are. `"32-bit"`, the default, reaches 4 GiB; `"64-bit"` reaches 16. */
  readonly memory?: "32-bit" | "64-bit";
}

/**
 * The library, the threads of other kernels, and the bytes in use.
 * @category Backends
 */
export interface BlasInfo extends Omit<WasmInfo, "name"> {
  /** The backend's name. */
  readonly name: "blas";
  /** What the library says about itself. */
  readonly adapter: string;
  /** The kind of processor whose code it runs; OpenBLAS alone tells. */
  readonly core?: string;
  /** What would make it faster, if something would. */
  readonly hint?: string;
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

  /**
   * Opens the library.
   *
   * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
   */
  constructor(
    { library: name, ...options }:
      & BlasOptions
      & Pick<RuntimeOptions, "algorithm"> = {},
  ) {
    const library = openLibrary(name);
    const vectors = hasLongVectors(library.core) ? "long" : "short";
    super(
      { ...options, natives: sgemmOf(library) },
      { matmul: runMatmul, ...convolutionsBy(vectors) },
    );
    this.#library = library;
  }

  /** Opens the library. */
  static override open(
    { library, threads, maximumBytes, memory }: BlasOptions,
  ): BlasBackend {
    return new BlasBackend({ library, threads, maximumBytes, memory });
  }

  /** The library, and the bytes in use. */
  override info(): BlasInfo {
    const { name } = this, { description: adapter, core, hint } = this.#library;
    return {
      ...super.info(),
      ...{ name, adapter },
      ...core !== undefined && { core },
      ...hint !== undefined && { hint },
    };
  }
}
