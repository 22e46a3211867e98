/** The code of the GEMM: the loops around the micro-kernel, which pack A and go over C. */

import {
  type Arg,
  call,
  f32,
  type Func,
  i32,
  type Local,
  minU,
  type ModuleBuilder,
  type Value,
} from "../../assembler/mod.ts";
import type { TileName, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, WORD_BYTES } from "../../sizes.ts";
import {
  definePackDepthRuns,
  definePackLaneRuns,
  type PackFunc,
} from "./pack.ts";
import {
  byRow,
  COLUMNS,
  defineTile,
  PANEL_ROW_BYTES,
  type TileFunc,
  TILES,
} from "./tile.ts";

/** Depth of a block. With BLOCK_ROWS that is 128 KiB of A, which the L2 cache of most processors holds twice. */
export const BLOCK_DEPTH = 512;
/** Rows of a block. */
export const BLOCK_ROWS = 64;

/** The product of some rows of A, which it gathers (see pack.ts), and some columns of B in panels. */
const GEMM = {
  /** Whether A lies in runs of lanes, which are its rows; else in runs of the depth. */
  laneRuns: "size",
  a: "pointer",
  table: "pointer",
  runs: "pointer",
  runLength: "size",
  b: "pointer",
  panelBytes: "size",
  rowBytes: "size",
  c: "pointer",
  /** Table of the byte offsets of the rows of C. */
  cRows: "pointer",
  columns: "size",
  depth: "size",
  /** Depth of a block. */
  blockDepth: "size",
  row0: "size",
  row1: "size",
  /** Whether to add to C. */
  accumulate: "size",
} as const;

/** Keys of the modules, which are looked up so often that even joining strings would take time. */
const KEYS: Readonly<Record<TileName, string>> = {
  "4x8": "gemm 4x8",
  "8x8": "gemm 8x8",
  "4x16": "gemm 4x16",
};

/** The product, and the functions that pack B. */
export function gemmKernels(runtime: WasmRuntime, tile: TileName = "4x8") {
  const { rows: tileRows, panels } = TILES[tile];
  return runtime.kernels(KEYS[tile], (module) => {
    const workspace = module.importAddress("workspace");
    const packs = {
      laneRuns: definePackLaneRuns(module, tileRows),
      depthRuns: definePackDepthRuns(module, tileRows),
    };
    const tileOf = (panels: number, vectors: number): TileFunc =>
      defineTile(module, tileRows, { panels, vectors }, runtime.hasRelaxedMadd);
    const tiles = {
      double: panels === 2 ? tileOf(2, 2) : undefined,
      wide: tileOf(1, 2),
      narrow: tileOf(1, 1),
    };
    return {
      gemm: defineGemm(module, workspace, tileRows, packs, tiles),
      packLaneRuns: definePackLaneRuns(module, COLUMNS),
      packDepthRuns: definePackDepthRuns(module, COLUMNS),
    };
  });
}

/** The loops around the micro-kernel, over rows `row0` to `row1` of C. */
function defineGemm(
  module: ModuleBuilder,
  workspace: Value<"i32">,
  tileRows: number,
  packs: { laneRuns: PackFunc; depthRuns: PackFunc },
  tiles: { double: TileFunc | undefined; wide: TileFunc; narrow: TileFunc },
): Func<"void", typeof GEMM> {
  return module.define({ params: GEMM }, (f, p) => {
    const { b, panelBytes, rowBytes, c, cRows, columns, accumulate } = p;
    const { depth, blockDepth, row0, row1 } = p;
    const k = f.local("i32"), kEnd = f.local("i32"), blockK = f.local("i32");
    const m = f.local("i32"), mEnd = f.local("i32"), row = f.local("i32");
    const n = f.local("i32"), panel = f.address(), column = f.address();
    const width = f.local("i32"), height = f.local("i32");
    const left = f.address(), rowEntry = f.address();
    const edge = f.address(workspace);
    const packed = f.address(
      i32.add(workspace, tileRows * PANEL_ROW_BYTES),
    );

    const multiply = (
      tile: TileFunc,
      rowAt: (i: number) => Value<"i32">,
      accumulate: Arg<"i32">,
    ): void => {
      const b = { b: panel, panelBytes, rowBytes };
      const operands = { depth: blockK, a: left, ...b };
      const rows = byRow(tileRows, rowAt);
      f.do(call(tile, { ...operands, accumulate, ...rows }));
    };
    const wholeTile = (tile: TileFunc): void =>
      multiply(
        tile,
        (i) => i32.add(column, i32.load(rowEntry, i * WORD_BYTES)),
        accumulate,
      );
    const edgeTile = (): void => {
      const rowAt = (i: number) => i32.add(edge, i * PANEL_ROW_BYTES);
      f.if(
        i32.gtU(width, COLUMNS / 2),
        () => multiply(tiles.wide, rowAt, 0),
        () => multiply(tiles.narrow, rowAt, 0),
      );
      const i = f.local("i32"), j = f.local("i32"), to = f.address();
      f.for(i, 0, height, 1, () => {
        const entry = i32.add(rowEntry, i32.mul(i, WORD_BYTES));
        f.set(to, i32.add(column, i32.load(entry)));
        f.for(j, 0, i32.mul(width, FLOAT_BYTES), FLOAT_BYTES, () => {
          const from = i32.add(i32.add(edge, i32.mul(i, PANEL_ROW_BYTES)), j);
          const sum = f.local("f32", f32.load(from)), at = i32.add(to, j);
          f.if(accumulate, () => f.set(sum, f32.add(sum, f32.load(at))));
          f.do(f32.store(at, sum));
        });
      });
    };
    const oneTile = (): void => {
      f.set(width, minU(i32.sub(columns, n), COLUMNS));
      f.set(height, minU(i32.sub(mEnd, row), tileRows));
      const isWhole = (columns: number): Value<"i32"> =>
        i32.and(i32.eq(height, tileRows), i32.eq(width, columns));
      f.if(isWhole(COLUMNS), () => wholeTile(tiles.wide), () => {
        const narrow = (): void => wholeTile(tiles.narrow);
        f.if(isWhole(COLUMNS / 2), narrow, edgeTile);
      });
    };
    /** Goes over columns, so many panels at a time, and over rows, a tile at a time. */
    const over = (
      [column0, column1]: readonly [Local<"i32">, Local<"i32">],
      [first, last]: readonly [Local<"i32">, Local<"i32">],
      panels: number,
      tile: () => void,
    ): void => {
      const before = i32.mul(i32.divU(column0, COLUMNS), panelBytes);
      f.set(panel, i32.add(i32.add(b, i32.mul(k, rowBytes)), before));
      f.set(column, i32.add(c, i32.mul(column0, FLOAT_BYTES)));
      const rowOfBlock = i32.mul(i32.sub(first, m), FLOAT_BYTES);
      f.for(n, column0, column1, panels * COLUMNS, () => {
        f.set(left, i32.add(packed, i32.mul(rowOfBlock, blockK)));
        f.set(rowEntry, i32.add(cRows, i32.mul(first, WORD_BYTES)));
        f.for(row, first, last, tileRows, () => {
          tile();
          f.increase(left, i32.mul(blockK, tileRows * FLOAT_BYTES));
          f.increase(rowEntry, tileRows * WORD_BYTES);
        });
        f.increase(panel, i32.mul(panelBytes, panels));
        f.increase(column, panels * PANEL_ROW_BYTES);
      });
    };
    const blockOfRows = (): void => {
      const { a, table, runs, runLength } = p;
      const gather = {
        ...{ to: packed, from: a, table, runs, runLength },
        ...{ lane0: m, lane1: mEnd, depth0: k, depth1: kEnd },
      };
      f.if(
        p.laneRuns,
        () => f.do(call(packs.laneRuns, gather)),
        () => f.do(call(packs.depthRuns, gather)),
      );
      const { double } = tiles;
      const zero = f.local("i32", 0);
      if (!double) return over([zero, columns], [m, mEnd], 1, oneTile);
      // Pairs of panels as far as rows fill a tile, then what is left.
      const paired = f.local("i32", i32.and(columns, -2 * COLUMNS));
      const high = i32.and(i32.sub(mEnd, m), -tileRows);
      const low = f.local("i32", i32.add(m, high));
      over([zero, paired], [m, low], 2, () => wholeTile(double));
      over([zero, paired], [low, mEnd], 1, oneTile);
      over([paired, columns], [m, mEnd], 1, oneTile);
    };

    f.for(k, 0, depth, blockDepth, () => {
      f.set(blockK, minU(blockDepth, i32.sub(depth, k)));
      f.set(kEnd, i32.add(k, blockK));
      f.for(m, row0, row1, BLOCK_ROWS, () => {
        f.set(mEnd, minU(i32.add(m, BLOCK_ROWS), row1));
        blockOfRows();
      });
      f.set(accumulate, 1);
    });
  });
}
