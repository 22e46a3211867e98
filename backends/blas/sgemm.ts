/** The matrix product of the library, as a kernel that any thread can call. */

import type { Call, Natives, WasmRuntime } from "../wasm/mod.ts";
import { hasLongVectors } from "./core_type.ts";
import { type BlasLibrary, CBLAS_SGEMM } from "./library.ts";

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

/** What the other threads are told of the library. */
interface Source {
  readonly library: string;
  readonly symbols: { readonly cblas_sgemm: typeof CBLAS_SGEMM };
  /** Multiplications of a product that it computes from where its matrices lie; it packs larger ones first. */
  readonly unpacked?: number;
  /** The least rows, or terms, of a piece of a larger one: a second matrix beyond the first cache is better packed. */
  readonly leastPiece: number;
}

/** `sgemm` of a library. */
export function sgemmOf({ name, core }: BlasLibrary): Natives {
  const source: Source = {
    library: name,
    symbols: { cblas_sgemm: CBLAS_SGEMM },
    // OpenBLAS does so by vectors of sixteen floats alone, which is up to a quarter faster.
    ...hasLongVectors(core) && { unpacked: 1e6 },
    leastPiece: 48,
  };
  return { source: JSON.stringify(source), make: makeSgemm };
}

/** Opens the library once more, for one thread. It is sent as text (see `Natives`). */
function makeSgemm(
  memory: WebAssembly.Memory,
  source: string,
  pointerBytes: number,
): WebAssembly.ModuleImports {
  if (typeof Deno === "undefined") return {};
  const { library, symbols, unpacked, leastPiece }: Source = JSON.parse(source);
  const { cblas_sgemm } = Deno.dlopen(library, symbols).symbols;
  const rowMajor = 101, plain = 111, transposed = 112, floatBytes = 4;
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
  /** Of `length` rows or terms, how many are multiplied at a time. */
  const pieceOf = (length: number, products: number): number => {
    if (unpacked === undefined || products <= unpacked) return length;
    const pieces = Math.ceil(products / unpacked);
    return length < pieces * leastPiece ? length : Math.ceil(length / pieces);
  };
  return {
    // In the order of SGEMM.
    sgemm(...values: number[]): void {
      const [a, aPitch, aTransposed, b, bPitch, bTransposed, ...rest] = values;
      const [c, cPitch, rows, columns, depth, accumulate] = rest;
      const first = at(a), second = at(b), result = at(c);
      // Terms are cut where rows of both matrices hold them, else rows of the result.
      const length = aTransposed ? depth : rows;
      const piece = bTransposed
        ? length
        : pieceOf(length, rows * columns * depth);
      for (let from = 0; from < length; from += piece) {
        const count = Math.min(piece, length - from);
        const skip = (pitch: number) => BigInt(from * pitch * floatBytes);
        cblas_sgemm(
          rowMajor,
          aTransposed ? transposed : plain,
          bTransposed ? transposed : plain,
          aTransposed ? rows : count,
          columns,
          aTransposed ? count : depth,
          1,
          first + skip(aPitch),
          aPitch,
          second + (aTransposed ? skip(bPitch) : 0n),
          bPitch,
          aTransposed && from > 0 ? 1 : accumulate,
          result + (aTransposed ? 0n : skip(cPitch)),
          cPitch,
        );
      }
    },
  };
}
