/**
 * The machine's own BLAS (OpenBLAS, or Accelerate on a Mac) for matrix products and convolutions, for those who run with
 * `--allow-ffi`. `await setBackend("blas")` opens it with what it finds; this entry point is for a library of another name.
 *
 * @example
 * ```ts ignore
 * import * as dg from "@decograd/decograd";
 * import { BlasBackend } from "@decograd/decograd/backends/blas";
 *
 * await dg.setBackend(new BlasBackend({ library: "/opt/openblas/lib/libopenblas.so", threads: 4 }));
 * ```
 *
 * @module
 */

export { BlasBackend, type BlasOptions } from "./backend.ts";
