/** The matrix product of the library, as a kernel that any thread can call. */

import type { Call, Natives, WasmRuntime } from "../wasm/mod.ts";
import { CBLAS_SGEMM } from "./library.ts";

/** A matrix in memory: row after row. */
export interface Matrix {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** Elements from a row to the next; at least the length of a row. */
  readonly pitch: number;
  /** Whether it takes part as its transpose. */
  readonly transposed?: boolean;
}

/** Rows, columns, and terms of each sum. */
export type Size = readonly [rows: number, columns: number, depth: number];

/** One product, `C[m, n] (+)= sum over k of A[m, k] * B[k, n]`. */
export interface Product {
  /** The left matrix. */
  readonly a: Matrix;
  /** The right matrix. */
  readonly b: Matrix;
  /** Where the result goes. */
  readonly c: Matrix;
  /** None of them is 0. */
  readonly size: Size;
  /** Whether to add to what is there. */
  readonly accumulate?: boolean;
}

const SGEMM = {
  a: "pointer",
  aPitch: "size",
  aTransposed: "size",
  b: "pointer",
  bPitch: "size",
  bTransposed: "size",
  c: "pointer",
  cPitch: "size",
  rows: "size",
  columns: "size",
  depth: "size",
  accumulate: "size",
} as const;

/** The call that computes a product. */
export function sgemmCall(
  runtime: WasmRuntime,
  { a, b, c, size: [rows, columns, depth], accumulate }: Product,
): Call {
  const { sgemm } = runtime.kernels("sgemm", (module) => ({
    sgemm: module.importNative("sgemm", SGEMM),
  }));
  return sgemm.bind({
    a: a.address,
    aPitch: a.pitch,
    aTransposed: a.transposed ? 1 : 0,
    b: b.address,
    bPitch: b.pitch,
    bTransposed: b.transposed ? 1 : 0,
    c: c.address,
    cPitch: c.pitch,
    rows,
    columns,
    depth,
    accumulate: accumulate ? 1 : 0,
  });
}

/** `sgemm` of the library of this name or path. */
export function sgemmOf(library: string): Natives {
  const source = JSON.stringify({ library, symbols: SYMBOLS });
  return { source, make: makeSgemm };
}

const SYMBOLS = { cblas_sgemm: CBLAS_SGEMM };

/** Opens the library once more, for one thread. It is sent as text (see `Natives`). */
function makeSgemm(
  memory: WebAssembly.Memory,
  source: string,
  pointerBytes: number,
): WebAssembly.ModuleImports {
  if (typeof Deno === "undefined") return {};
  const { library, symbols }: { library: string; symbols: typeof SYMBOLS } =
    JSON.parse(source);
  const { cblas_sgemm } = Deno.dlopen(library, symbols).symbols;
  const rowMajor = 101, plain = 111, transposed = 112;
  let buffer: ArrayBufferLike | undefined, start = 0n;
  const at = (pointer: number): bigint => {
    // A memory that has grown may lie elsewhere.
    if (buffer !== memory.buffer) {
      buffer = memory.buffer;
      const bytes = new Uint8Array(buffer as ArrayBuffer);
      start = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
    }
    return start + BigInt((pointer >>> 0) * pointerBytes);
  };
  return {
    // In the order of SGEMM.
    sgemm(...values: number[]): void {
      const [a, aPitch, aTransposed, b, bPitch, bTransposed, ...rest] = values;
      const [c, cPitch, rows, columns, depth, accumulate] = rest;
      cblas_sgemm(
        rowMajor,
        aTransposed ? transposed : plain,
        bTransposed ? transposed : plain,
        rows,
        columns,
        depth,
        1,
        at(a),
        aPitch,
        at(b),
        bPitch,
        accumulate,
        at(c),
        cPitch,
      );
    },
  };
}
