/** The BLAS of the machine, called through Deno's foreign function interface. */

import { cannotOpen, permissionFor } from "../../config/foreign_library.ts";
import { betterCore, openProcess, type Process } from "./core_type.ts";
import { type Check, multipliesRightly } from "./self_check.ts";

/** `cblas_sgemm`. */
export const CBLAS_SGEMM = {
  parameters: [
    "i32", // order
    "i32", // transpose A
    "i32", // transpose B
    "i32", // M
    "i32", // N
    "i32", // K
    "f32", // alpha
    "usize", // A
    "i32", // leading dimension of A
    "usize", // B
    "i32", // leading dimension of B
    "f32", // beta
    "usize", // C
    "i32", // leading dimension of C
  ],
  result: "void",
} as const;

/** What is asked of the library; Accelerate lacks the others, which are OpenBLAS's own. */
const SYMBOLS = {
  cblas_sgemm: CBLAS_SGEMM,
  openblas_set_num_threads: {
    parameters: ["i32"],
    result: "void",
    optional: true,
  },
  openblas_get_config: { parameters: [], result: "pointer", optional: true },
  openblas_get_corename: { parameters: [], result: "pointer", optional: true },
} as const;

type Opened = Deno.DynamicLibrary<typeof SYMBOLS>;

/** The library, opened. It is never closed: threads that end later, or another backend, may still be in its code. */
export interface BlasLibrary {
  /** The name or path that it was found by. */
  readonly name: string;
  /** What it says about itself. */
  readonly description: string;
  /** The kind of processor whose code it runs, where it tells. */
  readonly core?: string;
  /** What would make it faster. */
  readonly hint?: string;
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

/** What the library is opened for. */
const WHAT = 'the backend "blas"';
/** The variable that names a library. */
const VARIABLE = "DECOGRAD_BLAS";

/**
 * Opens the library of this name or path, else the one that `DECOGRAD_BLAS` names where the environment may be read, else
 * the first one found in the usual places.
 *
 * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
 */
export function openLibrary(
  name: string | undefined = nameInEnvironment(),
): BlasLibrary {
  if (typeof Deno === "undefined" || Deno.dlopen === undefined) {
    throw cannotOpen(WHAT, "Deno's foreign function interface", "none");
  }
  const names = name === undefined ? NAMES[Deno.build.os] ?? [] : [name];
  const reasons: string[] = [];
  for (const name of names) {
    try {
      return withBestCore(name, Deno.dlopen(name, SYMBOLS));
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw cannotOpen(
          WHAT,
          "the permission --allow-ffi",
          permissionFor(name),
          error,
        );
      }
      reasons.push((error as Error).message);
    }
  }
  throw cannotOpen(
    WHAT,
    `OpenBLAS or Accelerate (Debian: libopenblas0-pthread) as ${
      names.map((name) => `"${name}"`).join(" or ") || "a library named by you"
    }`,
    reasons.join("; ") || `none known for ${Deno.build.os}`,
  );
}

/** The library as it is or, where it took too old a kind of processor, loaded once more for the right one. */
export function withBestCore(
  name: string,
  opened: Opened,
  process: () => Process | undefined = openProcess,
): BlasLibrary {
  const taken = coreOf(opened), newest = { avx2: true, avx512: true };
  const mayBeOld = Deno.build.arch === "x86_64" && taken &&
    betterCore(taken, newest);
  if (!mayBeOld) return described(name, opened);
  const host = process(), features = host?.features;
  // Where nobody tells, most processors have AVX2.
  const better = betterCore(taken, features ?? { ...newest, avx512: false });
  if (!better) return described(name, opened);
  const hint = `OPENBLAS_CORETYPE=${better} may be faster`;
  if (!features || host.named) return described(name, opened, hint);
  opened.close();
  const again = host.naming(better, () => Deno.dlopen(name, SYMBOLS));
  if (coreOf(again) === taken) return described(name, again, hint);
  if (multipliesRightly((check) => multiply(again, check))) {
    return described(name, again);
  }
  again.close();
  const wrong = `its code for ${better}, which is faster, computes wrongly`;
  return described(name, Deno.dlopen(name, SYMBOLS), wrong);
}

function multiply(
  { symbols }: Opened,
  { size: [rows, columns, depth], transposed, a, b, c }: Check,
): void {
  const rowMajor = 101, order = transposed ? 112 : 111;
  const [pa, pb, pc] = [a, b, c].map((floats) =>
    Deno.UnsafePointer.value(Deno.UnsafePointer.of(floats))
  );
  const [aPitch, bPitch] = transposed ? [rows, depth] : [depth, columns];
  symbols.cblas_sgemm(
    ...[rowMajor, order, order, rows, columns, depth] as const,
    ...[1, pa, aPitch, pb, bPitch, 1, pc, columns] as const,
  );
}

function coreOf({ symbols }: Opened): string | undefined {
  const core = symbols.openblas_get_corename?.();
  return core ? Deno.UnsafePointerView.getCString(core) : undefined;
}

function described(name: string, opened: Opened, hint?: string): BlasLibrary {
  const { symbols } = opened, config = symbols.openblas_get_config?.();
  // Threads of the library's own would wait for each other, and get in the way of ours.
  symbols.openblas_set_num_threads?.(1);
  const description = config
    ? Deno.UnsafePointerView.getCString(config).trim()
    : "BLAS";
  return { name, description, core: coreOf(opened), hint };
}

function nameInEnvironment(): string | undefined {
  if (typeof Deno === "undefined") return undefined;
  const variable = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(variable);
  return state === "granted" ? Deno.env.get(VARIABLE) || undefined : undefined;
}
