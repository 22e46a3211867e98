/**
 * The matrix product that matmul and all convolutions are made of: `C[m, n] (+)= sum over k of A[m, k] * B[k, n]`.
 *
 * B is packed once into panels of 8 columns. A may lie anywhere (see pack.ts): where its rows are runs it is
 * read as it is; else blocks of it are packed while they stay in the cache. A micro-kernel (strip.ts) keeps tiles of 4 x 8
 * to 8 x 8 sums in registers (see tile_trial.ts). Goto, van de Geijn: Anatomy of High-Performance Matrix Multiplication (TOMS 2008).
 */

import type { PutTable } from "../../plan_cache.ts";
import type { Call, Job, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import { type Part, partsOf } from "../../threads/parts.ts";
import { gemmKernels } from "./kernel.ts";
import { BLOCK_DEPTH, BLOCK_ROWS } from "./loops.ts";
import { COLUMNS, PANEL_ROW_BYTES } from "./tile.ts";
import { tileFor } from "./tile_trial.ts";

/** Roughly what a thread does in a microsecond: floating-point operations, bytes of B packed, bytes of B read. */
const FLOPS_PER_MICROSECOND = 35_000,
  PACKED_BYTES_PER_MICROSECOND = 4000,
  READ_BYTES_PER_MICROSECOND = 10_000;
/** Microseconds of a job, unless there would be too many: long compared with handing it over. */
export const JOB_MICROSECONDS = 100;
/** The most jobs of one product: enough for all threads to end at nearly the same time. */
export const MOST_JOBS = 32;
/** The least columns of a job, since each job packs its own rows of A. */
export const LEAST_COLUMNS = 128;
/** Bytes of B that a job packs. */
const PACK_BYTES = 2 ** 18;

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

/** Where the elements of such a matrix lie, counted from its address. */
export type GatherTables = Omit<Gather, "address">;

/** The tables of a dense matrix whose runs of `length` elements follow each other. */
export function denseTables(
  put: PutTable,
  runs: number,
  length: number,
  along: Gather["along"],
): GatherTables {
  const table = put(runs, (i) => i * length);
  return { table, runs: put(1, () => 0), runLength: length, along };
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
  return Math.ceil(columns / COLUMNS) * depth * PANEL_ROW_BYTES;
}

/** Where a packed B lies whose first panel is at `address`. */
export function panelsAt(address: number, depth: number): Panels {
  const panelBytes = depth * PANEL_ROW_BYTES;
  return { address, panelBytes, rowBytes: PANEL_ROW_BYTES };
}

/** The call that packs some columns of B into space that is large enough for all (see `panelsBytes`). */
export function packCall(
  runtime: WasmRuntime,
  { address, table, runs, runLength, along }: Gather,
  depth: number,
  to: number,
  [from, end]: Part,
): Call {
  const { packLaneRuns, packDepthRuns } = gemmKernels(runtime);
  const pack = along === "lanes" ? packLaneRuns : packDepthRuns;
  return pack.bind({
    to: to + from * depth * FLOAT_BYTES,
    from: address,
    table,
    runs,
    runLength,
    lane0: from,
    lane1: end,
    depth0: 0,
    depth1: depth,
  });
}

/** Packing of B as jobs. */
export function packJobs(
  runtime: WasmRuntime,
  b: Gather,
  [columns, depth]: readonly [columns: number, depth: number],
  to: number,
): Job[] {
  if (depth === 0) return [];
  return partsOf(columns, columns * depth * FLOAT_BYTES / PACK_BYTES, COLUMNS)
    .map((part) => [packCall(runtime, b, depth, to, part)]);
}

/** Roughly the microseconds that packing so many elements takes on one thread. */
export function packWork(elements: number): number {
  return elements * FLOAT_BYTES / PACKED_BYTES_PER_MICROSECOND;
}

/** Packs B into space that is large enough (see `panelsBytes`). */
export function packPanels(
  runtime: WasmRuntime,
  b: Gather,
  size: readonly [columns: number, depth: number],
  to: number,
): Panels {
  const [columns, depth] = size;
  runtime.parallel(packJobs(runtime, b, size, to), {
    work: packWork(columns * depth),
  });
  return panelsAt(to, depth);
}

/** The call that computes some rows of a product, and some columns, of which the first is a multiple of 8. */
export function gemmCall(
  runtime: WasmRuntime,
  { a, b, c, cRows, size: [rows, columns, depth], accumulate }: Product,
  [row0, row1]: Part = [0, rows],
  [column0, column1]: Part = [0, columns],
): Call {
  // Blocks of equal depth: a thin last one would pay for its pass over C.
  const blocks = Math.ceil(depth / BLOCK_DEPTH);
  const { gemm } = gemmKernels(runtime, tileFor(runtime));
  return gemm.bind({
    laneRuns: a.along === "lanes" ? 1 : 0,
    a: a.address,
    table: a.table,
    runs: a.runs,
    runLength: a.runLength,
    b: b.address + column0 / COLUMNS * b.panelBytes,
    panelBytes: b.panelBytes,
    rowBytes: b.rowBytes,
    c: c + column0 * FLOAT_BYTES,
    cRows,
    columns: column1 - column0,
    depth,
    blockDepth: Math.ceil(depth / Math.max(blocks, 1)),
    row0,
    row1,
    accumulate: accumulate ? 1 : 0,
  });
}

/** Cuts a product into blocks of rows and columns: at most about `count` of them, unless its rows alone make more. */
export function gemmParts(
  [rows, columns]: Product["size"],
  count: number,
): (readonly [rows: Part, columns: Part])[] {
  const down = partsOf(rows, count, BLOCK_ROWS);
  const across = partsOf(columns, count / down.length, LEAST_COLUMNS);
  return down.flatMap((rows) =>
    across.map((columns) => [rows, columns] as const)
  );
}

/** A product as jobs; a depth of 0 leaves C as it is. */
export function gemmJobs(runtime: WasmRuntime, product: Product): Job[] {
  const { size } = product;
  if (size[0] * size[1] * size[2] === 0) return [];
  const wanted = Math.ceil(gemmWork(size) / JOB_MICROSECONDS);
  return gemmParts(size, Math.min(wanted, MOST_JOBS))
    .map(([rows, columns]) => [gemmCall(runtime, product, rows, columns)]);
}

/** Roughly the microseconds that a product takes on one thread. */
export function gemmWork([rows, columns, depth]: Product["size"]): number {
  const right = columns * depth;
  return 2 * rows * right / FLOPS_PER_MICROSECOND +
    right * FLOAT_BYTES / READ_BYTES_PER_MICROSECOND;
}

/** Computes a product; a depth of 0 leaves C as it is. */
export function gemm(runtime: WasmRuntime, product: Product): void {
  const work = gemmWork(product.size);
  runtime.parallel(gemmJobs(runtime, product), { work });
}
