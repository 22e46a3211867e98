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

import { checkArgumentCount } from "../../config/options.ts";
import type { Backend } from "../backend.ts";
import { type CommonOptions, fusing, readOpenOptions } from "../opening.ts";
import { BlasBackend, type BlasOptions } from "./backend.ts";

export type { BlasOptions } from "./backend.ts";

/**
 * How to open a BLAS.
 * @category Backends
 */
export interface OpenBlasOptions extends BlasOptions, CommonOptions {}

/**
 * Opens a BLAS as a backend of its own.
 *
 * @throws {TypeError} if there is no such option.
 * @throws {ValueError} if an option has a value that is not allowed.
 * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
 *
 * @category Backends
 */
export function openBlas(options: OpenBlasOptions = {}): Backend {
  checkArgumentCount("open a BLAS", arguments, 1);
  const read = readOpenOptions("blas", BlasBackend, options);
  return fusing(BlasBackend.open(read), read);
}
