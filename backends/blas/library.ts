/** The BLAS of the machine, called through Deno's foreign function interface. */

import { DeviceError } from "../../config/errors.ts";

/** What is asked of the library; Accelerate lacks the last two, which are OpenBLAS's own. */
const SYMBOLS = {
  cblas_sgemm: { parameters: [], result: "void" },
  openblas_set_num_threads: {
    parameters: ["i32"],
    result: "void",
    optional: true,
  },
  openblas_get_config: { parameters: [], result: "pointer", optional: true },
} as const;

/** The library, opened. */
export interface BlasLibrary {
  /** The name or path that it was found by. */
  readonly name: string;
  /** What it has. */
  readonly symbols: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
}

/** Where it usually is, by operating system: names for the dynamic loader. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so"],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "libopenblas.dylib",
  ],
  windows: ["libopenblas.dll", "openblas.dll"],
};

/**
 * Opens the library of this name or path, or else the first one found in the usual places.
 *
 * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
 */
export function openLibrary(name?: string): BlasLibrary {
  if (typeof Deno === "undefined" || Deno.dlopen === undefined) {
    throw unavailable("Deno's foreign function interface", "none");
  }
  const names = name === undefined ? NAMES[Deno.build.os] ?? [] : [name];
  const reasons: string[] = [];
  for (const name of names) {
    try {
      // It is never closed: threads that end later, or another backend, may still be in its code.
      const { symbols } = Deno.dlopen(name, SYMBOLS);
      // Threads of the library's own would wait for each other, and get in the way of ours.
      symbols.openblas_set_num_threads?.(1);
      return { name, symbols };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw unavailable("the permission --allow-ffi", "none", error);
      }
      reasons.push((error as Error).message);
    }
  }
  throw unavailable(
    `OpenBLAS or Accelerate (Debian: libopenblas0-pthread) as ${
      names.map((name) => `"${name}"`).join(" or ") || "a library named by you"
    }`,
    reasons.join("; ") || `none known for ${Deno.build.os}`,
  );
}

/** What the library says about itself. */
export function describe(library: BlasLibrary): string {
  const config = library.symbols.openblas_get_config?.();
  return config ? Deno.UnsafePointerView.getCString(config).trim() : "BLAS";
}

function unavailable(
  expected: string,
  received: string,
  cause?: unknown,
): DeviceError {
  return new DeviceError(
    "unavailable",
    `Cannot open the backend "blas": expected ${expected}, received ${received}`,
    { cause },
  );
}
