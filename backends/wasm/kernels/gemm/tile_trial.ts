/**
 * Which tile the GEMM multiplies by, found by a trial: processors with thirty-two vector registers are faster with 8 rows,
 * those with sixteen with 6 or 4, and engines that join neighbouring vectors to one of twice the width with 16 columns.
 * Results have the same bits: every sum is added up in the same order.
 */

import type { TileName, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, WORD_BYTES } from "../../sizes.ts";
import { gemmKernels } from "./kernel.ts";
import { PANEL_ROW_BYTES, TILE_NAMES } from "./tile.ts";

/** Milliseconds of a trial; in its first half, the engine is still optimizing the code. */
const MILLISECONDS = 60;
/** The tile that fits everywhere. */
const [FIRST] = TILE_NAMES;
/** Rows, columns and depth of the product that is timed. */
const SIZE = { rows: 64, columns: 256, depth: 256 };

/** The tile for products: the first one, as long as little has run. */
export function tileFor(runtime: WasmRuntime): TileName {
  const { tile } = runtime;
  if (tile.trials < runtime.trialsDue) {
    tile.trials = runtime.trialsDue;
    tile.name = tryTiles(runtime);
  }
  return tile.name ?? FIRST;
}

function tryTiles(runtime: WasmRuntime): TileName {
  const speeds = speedOfTiles(runtime, MILLISECONDS);
  return TILE_NAMES.reduce((a, b) => speeds[b] > speeds[a] ? b : a);
}

/** Billions of operations a second by each tile, tried in turn for so many milliseconds. */
export function speedOfTiles(
  runtime: WasmRuntime,
  milliseconds: number,
): Record<TileName, number> {
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
  const timeOf = (tile: TileName): number => {
    const start = performance.now();
    gemmKernels(runtime, tile).gemm.run(product);
    return performance.now() - start;
  };
  const begin = performance.now();
  const least = TILE_NAMES.map(() => Infinity);
  for (let now = begin; now < begin + milliseconds; now = performance.now()) {
    const times = TILE_NAMES.map(timeOf);
    if (now < begin + milliseconds / 2) continue;
    times.forEach((time, i) => least[i] = Math.min(least[i], time));
  }
  const operations = 2 * rows * columns * depth;
  return Object.fromEntries(
    TILE_NAMES.map((name, i) => [name, operations / least[i] / 1e6]),
  ) as Record<TileName, number>;
}
