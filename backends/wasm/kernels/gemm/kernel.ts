/** The code of the GEMM: the micro-kernel, and the loops around it that pack A and walk over C. */

import {
  type Arg,
  call,
  f32,
  f32x4,
  type Func,
  i32,
  type ModuleBuilder,
  v128,
  type Value,
  words,
} from "../../assembler/mod.ts";
import type { Kernel, WasmRuntime } from "../../runtime.ts";
import { definePackDepthRuns, definePackLaneRuns } from "./pack.ts";

/** Columns of a packed panel of B. */
export const COLUMNS = 8;
/** Depth of a block; with BLOCK_ROWS, 128 KiB of A, which the second cache of most processors holds twice. */
export const BLOCK_DEPTH = 512;
/** Rows of a block. */
export const BLOCK_ROWS = 64;

/** Rows of the tile that the micro-kernel keeps in registers: sixteen of them hold 4 rows, thirty-two 8. */
export type TileRows = 4 | 8;

/**
 * The functions `gemm` (see `gemm` in gemm.ts), `packPanelsLaneRuns` and `packPanelsDepthRuns`, which pack B (see
 * pack.ts).
 */
export function gemmKernel(
  runtime: WasmRuntime,
  tileRows: TileRows = 4,
): Kernel {
  return runtime.kernel(`gemm ${tileRows}`, (module) => {
    const workspace = module.importConstant("workspace");
    definePackLaneRuns(module, COLUMNS, "packPanelsLaneRuns");
    definePackDepthRuns(module, COLUMNS, "packPanelsDepthRuns");
    const packs = {
      laneRuns: definePackLaneRuns(module, tileRows),
      depthRuns: definePackDepthRuns(module, tileRows),
    };
    const tiles = {
      wide: defineTile(module, tileRows, 2, runtime.hasRelaxedMadd),
      narrow: defineTile(module, tileRows, 1, runtime.hasRelaxedMadd),
    };
    defineGemm(module, workspace, tileRows, packs, tiles);
  });
}

/** The micro-kernel: sums of 8 columns over packed A and B, or of 4 for the narrow end of B. */
function defineTile(
  module: ModuleBuilder,
  tileRows: TileRows,
  vectors: 1 | 2,
  relaxedMadd: boolean,
): Func<"void"> {
  return module.define(
    { params: Array<"i32">(5 + tileRows).fill("i32") },
    (f, depth, a, b, rowBytes, accumulate, ...rows) => {
      const right = Array.from({ length: vectors }, () => f.local("v128"));
      const sums = rows.map(() => right.map(() => f.local("v128")));
      const left = f.local("v128"), factor = f.local("v128");
      f.while(depth, () => {
        right.forEach((x, i) => f.set(x, v128.load(b, i * 16)));
        sums.forEach((row, m) => {
          const lane = m % 4;
          if (lane === 0) f.set(left, v128.load(a, m * 4));
          // A shuffle takes a turn from the units that multiply, a load takes one from those that check bounds: one of
          // four by a load is fastest (88% of what multiplying alone reaches, against 82% without).
          f.set(
            factor,
            lane === 0
              ? v128.load32Splat(a, m * 4)
              : f32x4.shuffle(left, left, [lane, lane, lane, lane]),
          );
          row.forEach((sum, i) => {
            const next = relaxedMadd
              ? f32x4.relaxedMadd(factor, right[i], sum)
              : f32x4.add(f32x4.mul(factor, right[i]), sum);
            f.set(sum, next);
          });
        });
        f.increase(a, tileRows * 4);
        f.increase(b, rowBytes);
        f.increase(depth, -1);
      });
      f.if(accumulate, () => {
        sums.forEach((row, m) =>
          row.forEach((sum, i) =>
            f.set(sum, f32x4.add(sum, v128.load(rows[m], i * 16)))
          )
        );
      });
      sums.forEach((row, m) =>
        row.forEach((sum, i) => f.do(v128.store(rows[m], sum, i * 16)))
      );
    },
  );
}

/** The loops around the micro-kernel, over rows `row0` to `row1` of C. */
function defineGemm(
  module: ModuleBuilder,
  workspace: Value<"i32">,
  tileRows: TileRows,
  packs: { laneRuns: Func<"void">; depthRuns: Func<"void"> },
  tiles: { wide: Func<"void">; narrow: Func<"void"> },
): void {
  module.define({ name: "gemm", params: words(16) }, (
    f,
    laneRuns,
    a,
    table,
    runs,
    runLength,
    b,
    panelBytes,
    rowBytes,
    c,
    cRows,
    columns,
    depth,
    blockDepth,
    row0,
    row1,
    accumulate,
  ) => {
    const k = f.local("i32"), kEnd = f.local("i32"), blockK = f.local("i32");
    const m = f.local("i32"), mEnd = f.local("i32"), row = f.local("i32");
    const n = f.local("i32"), panel = f.local("i32"), column = f.local("i32");
    const width = f.local("i32"), height = f.local("i32");
    const left = f.local("i32"), rowEntry = f.local("i32");
    const edge = f.local("i32", workspace);
    const packed = f.local("i32", i32.add(workspace, tileRows * COLUMNS * 4));

    const rowsOfTile = Array.from({ length: tileRows }, (_, i) => i);
    const cRow = (i: number): Value<"i32"> =>
      i32.add(column, i32.load(rowEntry, i * 4));
    const multiply = (
      tile: Func<"void">,
      rows: Value<"i32">[],
      add: Arg<"i32">,
    ): void => f.do(call(tile, blockK, left, panel, rowBytes, add, ...rows));
    const wholeTile = (tile: Func<"void">): void =>
      multiply(tile, rowsOfTile.map(cRow), accumulate);
    const edgeTile = (): void => {
      const rows = rowsOfTile.map((i) => i32.add(edge, i * COLUMNS * 4));
      f.if(
        i32.gtU(width, COLUMNS / 2),
        () => multiply(tiles.wide, rows, 0),
        () => multiply(tiles.narrow, rows, 0),
      );
      const i = f.local("i32"), j = f.local("i32"), to = f.local("i32");
      f.for(i, 0, height, 1, () => {
        f.set(to, i32.add(column, i32.load(i32.add(rowEntry, i32.shl(i, 2)))));
        f.for(j, 0, i32.shl(width, 2), 4, () => {
          const from = i32.add(i32.add(edge, i32.mul(i, COLUMNS * 4)), j);
          const sum = f.local("f32", f32.load(from)), at = i32.add(to, j);
          f.if(accumulate, () => f.set(sum, f32.add(sum, f32.load(at))));
          f.do(f32.store(at, sum));
        });
      });
    };
    const blockOfRows = (): void => {
      const gather = [packed, a, table, runs, runLength, m, mEnd, k, kEnd];
      f.if(
        laneRuns,
        () => f.do(call(packs.laneRuns, ...gather)),
        () => f.do(call(packs.depthRuns, ...gather)),
      );
      f.set(panel, i32.add(b, i32.mul(k, rowBytes)));
      f.set(column, c);
      f.for(n, 0, columns, COLUMNS, () => {
        f.set(width, min(i32.sub(columns, n), COLUMNS));
        f.set(left, packed);
        f.set(rowEntry, i32.add(cRows, i32.shl(m, 2)));
        f.for(row, m, mEnd, tileRows, () => {
          f.set(height, min(i32.sub(mEnd, row), tileRows));
          const isWhole = (columns: number): Value<"i32"> =>
            i32.and(i32.eq(height, tileRows), i32.eq(width, columns));
          f.if(isWhole(COLUMNS), () => wholeTile(tiles.wide), () => {
            const narrow = (): void => wholeTile(tiles.narrow);
            f.if(isWhole(COLUMNS / 2), narrow, edgeTile);
          });
          f.increase(left, i32.mul(blockK, tileRows * 4));
          f.increase(rowEntry, tileRows * 4);
        });
        f.increase(panel, panelBytes);
        f.increase(column, COLUMNS * 4);
      });
    };

    f.for(k, 0, depth, blockDepth, () => {
      f.set(blockK, min(blockDepth, i32.sub(depth, k)));
      f.set(kEnd, i32.add(k, blockK));
      f.for(m, row0, row1, BLOCK_ROWS, () => {
        f.set(mEnd, min(i32.add(m, BLOCK_ROWS), row1));
        blockOfRows();
      });
      f.set(accumulate, 1);
    });
  });
}

function min(a: Value<"i32">, b: Value<"i32"> | number): Value<"i32"> {
  return i32.select(i32.ltU(a, b), a, b);
}
