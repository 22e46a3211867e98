/**
 * Which tile the GEMM multiplies by, found by a trial: processors with thirty-two vector registers are faster with 8 rows,
 * those with sixteen with 4. Results have the same bits: every sum is added up in the same order.
 */

import type { WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, WORD_BYTES } from "../../sizes.ts";
import { gemmKernels, PANEL_ROW_BYTES, type TileRows } from "./kernel.ts";

/** Microseconds of products from which a trial is worth its time. */
const WORTH_TRYING = 500_000;
/** Milliseconds of a trial; in its first half, the engine is still optimizing the code. */
const MILLISECONDS = 60;
/** Rows of C from which a tall tile may be used: the last one of a product is mostly filled. */
const MANY_ROWS = 32;
/** A tall tile is to be so much faster. */
const GAIN = 1.05;
/** Rows, columns and depth of the product that is timed. */
const SIZE = { rows: 64, columns: 256, depth: 256 };

/** The rows of the tile for a product of so many rows that takes so many microseconds. */
export function tileRows(
  runtime: WasmRuntime,
  rows: number,
  work: number,
): TileRows {
  const { tile } = runtime;
  tile.work += work;
  if (!tile.rows && tile.work > WORTH_TRYING) tile.rows = tryTiles(runtime);
  return rows >= MANY_ROWS ? tile.rows ?? 4 : 4;
}

function tryTiles(runtime: WasmRuntime): TileRows {
  const { rows, columns, depth } = SIZE;
  // A, B and C, and the tables of the rows of A and C and of a single run.
  const sizes = [rows * depth, columns * depth, rows * columns, rows, rows, 1];
  const size = sizes.reduce((sum, n) => sum + n, 0);
  using space = runtime.scratch(size * FLOAT_BYTES);
  const { f32, i32 } = runtime.memory;
  let next = space.address;
  const [a, b, c, aRows, cRows, runs] = sizes.map((size) => {
    const address = next;
    next += size * FLOAT_BYTES;
    return address;
  });
  f32.fill(0, a / FLOAT_BYTES, next / FLOAT_BYTES);
  for (let row = 0; row < rows; row++) {
    i32[aRows / WORD_BYTES + row] = row * depth * FLOAT_BYTES;
    i32[cRows / WORD_BYTES + row] = row * columns * FLOAT_BYTES;
  }
  const product = {
    ...{ laneRuns: 0, a, table: aRows, runs, runLength: depth },
    ...{ b, panelBytes: depth * PANEL_ROW_BYTES, rowBytes: PANEL_ROW_BYTES },
    ...{ c, cRows, columns, depth, blockDepth: depth },
    ...{ row0: 0, row1: rows, accumulate: 0 },
  };
  const timeOf = (tile: TileRows): number => {
    const start = performance.now();
    gemmKernels(runtime, tile).gemm.run(product);
    return performance.now() - start;
  };
  const begin = performance.now();
  let low = Infinity, tall = Infinity;
  for (let now = begin; now < begin + MILLISECONDS; now = performance.now()) {
    const times = [timeOf(4), timeOf(8)];
    if (now < begin + MILLISECONDS / 2) continue;
    low = Math.min(low, times[0]);
    tall = Math.min(tall, times[1]);
  }
  return tall * GAIN < low ? 8 : 4;
}
