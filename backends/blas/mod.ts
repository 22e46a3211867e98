/**
 * The machine's own BLAS (OpenBLAS, or Accelerate on a Mac) for matrix products and convolutions, for those who run with
 * `--allow-ffi`. `await setBackend("blas")` opens it with what it finds; this entry point is for a library of another name.
 *
 * @example
 * ```ts ignore
 * import * as dg from "@decograd/decograd";
 * import { openBlas } from "@decograd/decograd/backends/blas";
 *
 * await dg.setBackend(openBlas({ library: "/opt/openblas/lib/libopenblas.so", threads: 4 }));
 * ```
 *
 * @module
 */

import type { Backend } from "../backend.ts";
import { FusingBackend } from "../fusing/backend.ts";
import { BlasBackend, type BlasOptions } from "./backend.ts";

export type { BlasOptions } from "./backend.ts";

/** How to open a BLAS. */
export interface OpenBlasOptions extends BlasOptions {
  /** Whether calls are written down and fused before they run; true if not given. */
  readonly fuse?: boolean;
}

/**
 * Opens a BLAS as a backend of its own.
 *
 * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
 */
export function openBlas(options: OpenBlasOptions = {}): Backend {
  const { fuse = true, ...own } = options;
  const backend = new BlasBackend(own);
  return fuse ? new FusingBackend(backend) : backend;
}
