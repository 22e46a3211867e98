/**
 * The kind of processor whose code OpenBLAS runs. It knows those that there were when it was made, and takes older code for
 * any other; `OPENBLAS_CORETYPE`, which it reads when it is loaded, says otherwise.
 */

/** What OpenBLAS reads. */
const VARIABLE = "OPENBLAS_CORETYPE";

/** Kinds of x86 processors that have vectors of eight floats and multiply and add in one instruction; and of sixteen. */
const WITH_AVX2 = /^(haswell|zen|excavator)$/i;
const WITH_AVX512 = /^(skylakex|cooperlake|sapphirerapids)$/i;

/** What a processor can do, and the operating system lets programs do. */
export interface Features {
  /** AVX2 and FMA. */
  readonly avx2: boolean;
  /** AVX-512 in the form of Skylake's servers. */
  readonly avx512: boolean;
}

/** The kind to ask for in place of the one that was taken; undefined if none is better, or nothing is known. */
export function betterCore(
  taken: string,
  features: Features | undefined,
): string | undefined {
  if (!features?.avx2 || WITH_AVX512.test(taken)) return undefined;
  if (features.avx512) return "SkylakeX";
  return WITH_AVX2.test(taken) ? undefined : "Haswell";
}

/** Whether OpenBLAS's code for a kind of processor has vectors of sixteen floats. */
export function hasLongVectors(core: string | undefined): boolean {
  return core !== undefined && WITH_AVX512.test(core);
}

/** What is used of the C library. */
const SYMBOLS = {
  getenv: { parameters: ["buffer"], result: "pointer" },
  setenv: { parameters: ["buffer", "buffer", "i32"], result: "i32" },
  unsetenv: { parameters: ["buffer"], result: "i32" },
  // Of glibc 2.33 and later, on x86 alone.
  __x86_get_cpuid_feature_leaf: {
    parameters: ["u32"],
    result: "pointer",
    optional: true,
  },
} as const;

/** The process as the C library knows it: Deno guards its environment by a permission, which this never asks for. */
export interface Process {
  /** What the processor has, where that can be told. */
  readonly features: Features | undefined;
  /** The kind of processor that the user has named. */
  readonly named: boolean;
  /** Runs `load` while the kind is named. */
  naming<T>(core: string, load: () => T): T;
}

/** The process, if the permission to call the C library has been given and it is there. */
export function openProcess(): Process | undefined {
  const library = "libc.so.6";
  if (typeof Deno === "undefined" || Deno.build.os !== "linux") {
    return undefined;
  }
  if (!mayOpen(library)) return undefined;
  try {
    const { symbols } = Deno.dlopen(library, SYMBOLS);
    const leaf = symbols.__x86_get_cpuid_feature_leaf;
    const name = text(VARIABLE);
    return {
      features: leaf ? featuresOf((number) => active(leaf(number))) : undefined,
      named: symbols.getenv(name) !== null,
      naming: (core, load) => {
        symbols.setenv(name, text(core), 1);
        try {
          return load();
        } finally {
          symbols.unsetenv(name);
        }
      },
    };
  } catch {
    return undefined;
  }
}

/** Whether a library may be opened, and its functions called by address, without asking. */
function mayOpen(path: string): boolean {
  return [{ path }, {}].every((which) =>
    Deno.permissions.querySync({ name: "ffi", ...which }).state === "granted"
  );
}

/** The registers EBX and ECX of a leaf of CPUID, with the bits alone that may be used. */
interface Leaf {
  readonly ebx: number;
  readonly ecx: number;
}

/** Reads the bits of leaves 1 and 7, which glibc counts 0 and 1 (Intel's manual, volume 2A, CPUID). */
export function featuresOf(leaf: (number: number) => Leaf): Features {
  const has = (word: number, ...bits: number[]): boolean =>
    bits.every((bit) => (word >>> bit) & 1);
  const { ebx } = leaf(1), { ecx } = leaf(0);
  return {
    avx2: has(ebx, 5) && has(ecx, 12),
    // F, DQ, BW, VL.
    avx512: has(ebx, 16, 17, 30, 31),
  };
}

/** The second half of glibc's `struct cpuid_feature`: what is active. */
function active(pointer: Deno.PointerValue): Leaf {
  if (!pointer) return { ebx: 0, ecx: 0 };
  const view = new Deno.UnsafePointerView(pointer);
  return { ebx: view.getUint32(20), ecx: view.getUint32(24) };
}

function text(characters: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${characters}\0`);
}
