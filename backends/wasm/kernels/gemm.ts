/**
 * The matrix product that matmul and all convolutions are made of: `C[m, n] (+)= sum over k of A[m, k] * B[k, n]`.
 *
 * B is packed once into panels of 8 columns. Blocks of A, which may lie anywhere (see pack.ts), are packed into panels
 * of 4 rows while they stay in the cache, and a micro-kernel keeps 4 x 8 sums in registers. Goto, van de Geijn: Anatomy
 * of High-Performance Matrix Multiplication (TOMS 2008).
 */

import type { WasmRuntime } from "../runtime.ts";
import { BLOCK_DEPTH, COLUMNS, gemmKernel } from "./gemm_kernel.ts";

/** A matrix of lanes by depth that is gathered from memory (see pack.ts); tables hold byte offsets. */
export interface Gather {
  /** Where the offsets count from. */
  readonly address: number;
  /** Offsets along the axis that has no runs. */
  readonly table: number;
  /** Offsets of the runs. */
  readonly runs: number;
  /** Elements of a run. */
  readonly runLength: number;
  /** Which axis the runs lie along. */
  readonly along: "lanes" | "depth";
}

/** B as the micro-kernel reads it. */
export interface Panels {
  /** Where the first panel begins. */
  readonly address: number;
  /** Bytes from a panel of 8 columns to the next. */
  readonly panelBytes: number;
  /** Bytes from a row of a panel to the next. */
  readonly rowBytes: number;
}

/** One product. */
export interface Product {
  /** The left matrix; its lanes are rows. */
  readonly a: Gather;
  /** The right matrix. */
  readonly b: Panels;
  /** Where the result goes. */
  readonly c: number;
  /** Table of the byte offsets of its rows; within a row, columns follow each other. */
  readonly cRows: number;
  /** Rows, columns, and terms of each sum. */
  readonly size: readonly [rows: number, columns: number, depth: number];
  /** Whether to add to what is there. */
  readonly accumulate: boolean;
}

/** Bytes of a packed B. */
export function panelsBytes(columns: number, depth: number): number {
  return Math.ceil(columns / COLUMNS) * COLUMNS * depth * 4;
}

/** Packs B into scratch space that is large enough (see `panelsBytes`). */
export function packPanels(
  runtime: WasmRuntime,
  { address, table, runs, runLength, along }: Gather,
  [columns, depth]: readonly [columns: number, depth: number],
  to: number,
): Panels {
  const { packPanelsLaneRuns, packPanelsDepthRuns } = gemmKernel(runtime);
  const pack = along === "lanes" ? packPanelsLaneRuns : packPanelsDepthRuns;
  if (columns > 0 && depth > 0) {
    pack(to, address, table, runs, runLength, 0, columns, 0, depth);
  }
  const rowBytes = COLUMNS * 4;
  return { address: to, panelBytes: depth * rowBytes, rowBytes };
}

/** Computes a product; a depth of 0 leaves C as it is. */
export function gemm(
  runtime: WasmRuntime,
  { a, b, c, cRows, size, accumulate }: Product,
): void {
  const [rows, columns, depth] = size;
  if (rows === 0 || columns === 0 || depth === 0) return;
  // Blocks of equal depth: a thin last one would pay for its pass over C.
  const blocks = Math.ceil(depth / BLOCK_DEPTH);
  gemmKernel(runtime).gemm(
    a.along === "lanes" ? 1 : 0,
    a.address,
    a.table,
    a.runs,
    a.runLength,
    b.address,
    b.panelBytes,
    b.rowBytes,
    c,
    cRows,
    columns,
    depth,
    Math.ceil(depth / blocks),
    0,
    rows,
    accumulate ? 1 : 0,
  );
}
