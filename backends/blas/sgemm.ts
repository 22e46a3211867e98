/** The matrix product of the library, on matrices that lie in the linear memory of the wasm backend. */

import type { LinearMemory, WasmRuntime } from "../wasm/mod.ts";
import { addressOf, type BlasLibrary } from "./library.ts";

/** A matrix in memory: row after row. */
export interface Matrix {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** Elements from a row to the next; at least the length of a row. */
  readonly pitch: number;
  /** Whether it takes part as its transpose. */
  readonly transposed?: boolean;
}

/** One product, `C[m, n] (+)= sum over k of A[m, k] * B[k, n]`. */
export interface Product {
  /** The left matrix. */
  readonly a: Matrix;
  /** The right matrix. */
  readonly b: Matrix;
  /** Where the result goes. */
  readonly c: Matrix;
  /** Rows, columns, and terms of each sum. */
  readonly size: readonly [rows: number, columns: number, depth: number];
  /** Whether to add to what is there. */
  readonly accumulate?: boolean;
}

/** Computes a product; a depth of 0 leaves C as it is. */
export type Sgemm = (product: Product) => void;

/** The library on the memory of a runtime. */
export interface Blas {
  /** Memory, and the kernels around the products. */
  readonly runtime: WasmRuntime;
  /** The product. */
  readonly sgemm: Sgemm;
}

const ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112;

/** The library's product on this memory. */
export function sgemmOn(library: BlasLibrary, memory: LinearMemory): Sgemm {
  const { cblas_sgemm } = library.symbols;
  let floats: Float32Array | undefined, base = 0n;
  return ({ a, b, c, size, accumulate = false }) => {
    const [rows, columns, depth] = size;
    if (rows === 0 || columns === 0 || depth === 0) return;
    // A memory that has grown may lie elsewhere.
    if (floats !== memory.f32) {
      floats = memory.f32;
      base = addressOf(floats);
    }
    const at = ({ address }: Matrix): bigint => base + BigInt(address);
    const order = ({ transposed }: Matrix): number =>
      transposed ? TRANSPOSED : PLAIN;
    cblas_sgemm(
      ROW_MAJOR,
      order(a),
      order(b),
      rows,
      columns,
      depth,
      1,
      at(a),
      a.pitch,
      at(b),
      b.pitch,
      accumulate ? 1 : 0,
      at(c),
      c.pitch,
    );
  };
}
