/** The loops around the micro-kernel: over blocks of A and over C. */

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
import { FLOAT_BYTES, WORD_BYTES } from "../../sizes.ts";
import type { PackFunc } from "./pack.ts";
import type { StripFunc } from "./strip.ts";
import { COLUMNS, LOW, PANEL_ROW_BYTES } from "./tile.ts";

/** Depth of a block. With BLOCK_ROWS that is 128 KiB of A, which the L2 cache of most processors holds twice. */
export const BLOCK_DEPTH = 512;
/** Rows of a block. */
export const BLOCK_ROWS = 64;

/** Bytes of the workspace for tiles at the edge of C: a tile and two tables of its rows, in whole cache lines. */
const EDGE_BYTES = 512;

/** The product of some rows of A, which may lie anywhere (see pack.ts), and some columns of B in panels. */
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

/** The tiles of one height. */
export interface Level {
  readonly rows: number;
  /** Packs A for them. */
  readonly pack: PackFunc;
  /** The micro-kernels for what was packed, and for A where it is. */
  readonly packed: Strips;
  readonly inPlace: Strips;
}

/** The micro-kernels for two panels of B, for one, and for its narrow end. */
export interface Strips {
  readonly double: StripFunc | undefined;
  readonly wide: StripFunc;
  readonly narrow: StripFunc;
}

/** The loops around the micro-kernel, over rows `row0` to `row1` of C; of two levels the higher one comes first. */
export function defineGemm(
  module: ModuleBuilder,
  workspace: Value<"i32">,
  levels: readonly Level[],
): Func<"void", typeof GEMM> {
  return module.define({ params: GEMM }, (f, p) => {
    const { a, table, runs, runLength } = p;
    const { b, panelBytes, rowBytes, c, cRows, columns, accumulate } = p;
    const { depth, blockDepth, row0, row1 } = p;
    const k = f.local("i32"), kEnd = f.local("i32"), blockK = f.local("i32");
    const m = f.local("i32"), mEnd = f.local("i32"), row = f.local("i32");
    const n = f.local("i32"), panel = f.address(), column = f.address();
    const width = f.local("i32"), height = f.local("i32");
    const tiles = f.local("i32"), left = f.address();
    const run = f.address(), within = f.local("i32");
    // Of a tile at the edge of C: its sums, and tables of its rows there and in A.
    const most = Math.max(...levels.map(({ rows }) => rows));
    const edge = f.address(workspace);
    const edgeRows = f.address(i32.add(edge, most * PANEL_ROW_BYTES));
    const lastRows = f.address(i32.add(edgeRows, most * WORD_BYTES));
    const packed = f.address(i32.add(workspace, EDGE_BYTES));
    /** Where the rows of a level end. */
    const ends = levels.map(({ rows }) => rows > LOW ? f.local("i32") : mEnd);

    const packedRow = (row: Local<"i32">): Value<"i32"> => {
      const before = i32.mul(i32.sub(row, m), i32.mul(blockK, FLOAT_BYTES));
      return i32.add(packed, before);
    };
    /** Multiplies some tiles from a row on. */
    const multiply = (
      strip: StripFunc,
      isPacked: boolean,
      aRows: Value<"i32">,
      to: { c: Value<"i32">; cRows: Value<"i32">; accumulate: Arg<"i32"> },
    ): void => {
      f.set(left, isPacked ? packedRow(row) : a);
      const right = { b: panel, panelBytes, rowBytes };
      const where = { aRows, runs: run, within, runLength };
      const size = { tiles, depth: blockK, a: left };
      f.do(call(strip, { ...size, ...where, ...right, ...to }));
    };
    /** The tiles of a level that are stored as they are, from `row` on. */
    const wholeTiles = (
      rows: number,
      end: Local<"i32">,
      strip: StripFunc,
      isPacked: boolean,
    ): void => {
      f.set(tiles, i32.divU(i32.sub(end, row), rows));
      f.if(tiles, () => {
        const to = { c: column, cRows: wordAt(cRows, row), accumulate };
        multiply(strip, isPacked, wordAt(table, row), to);
        f.increase(row, i32.mul(tiles, rows));
      });
    };
    /** A tile of which only `width` columns, and rows before `end`, exist. */
    const edgeTile = (
      rows: number,
      end: Local<"i32">,
      { wide, narrow }: Strips,
      isPacked: boolean,
    ): void => {
      f.set(height, minU(i32.sub(end, row), rows));
      for (let i = 0; i < rows; i++) {
        f.do(i32.store(edgeRows, i * PANEL_ROW_BYTES, i * WORD_BYTES));
        const last = minU(i32.add(row, i), i32.sub(end, 1));
        const offset = i32.load(wordAt(table, last));
        if (!isPacked) f.do(i32.store(lastRows, offset, i * WORD_BYTES));
      }
      f.set(tiles, 1);
      const to = { c: edge, cRows: edgeRows, accumulate: 0 };
      f.if(
        i32.gtU(width, COLUMNS / 2),
        () => multiply(wide, isPacked, lastRows, to),
        () => multiply(narrow, isPacked, lastRows, to),
      );
      const i = f.local("i32"), j = f.local("i32"), place = f.address();
      f.for(i, 0, height, 1, () => {
        const offset = i32.load(wordAt(cRows, i32.add(row, i)));
        f.set(place, i32.add(column, offset));
        f.for(j, 0, i32.mul(width, FLOAT_BYTES), FLOAT_BYTES, () => {
          const from = i32.add(i32.add(edge, i32.mul(i, PANEL_ROW_BYTES)), j);
          const sum = f.local("f32", f32.load(from)), at = i32.add(place, j);
          f.if(accumulate, () => f.set(sum, f32.add(sum, f32.load(at))));
          f.do(f32.store(at, sum));
        });
      });
      f.increase(row, rows);
    };
    /** Goes over columns, so many panels at a time. */
    const over = (
      [column0, column1]: readonly [Local<"i32">, Local<"i32">],
      panels: number,
      body: () => void,
    ): void => {
      const before = i32.mul(i32.divU(column0, COLUMNS), panelBytes);
      f.set(panel, i32.add(i32.add(b, i32.mul(k, rowBytes)), before));
      f.set(column, i32.add(c, i32.mul(column0, FLOAT_BYTES)));
      f.for(n, column0, column1, panels * COLUMNS, () => {
        f.set(row, m);
        body();
        f.increase(panel, i32.mul(panelBytes, panels));
        f.increase(column, panels * PANEL_ROW_BYTES);
      });
    };
    const blockOfRows = (isPacked: boolean): void => {
      const paired = f.local("i32", 0);
      levels.forEach(({ rows, inPlace, packed }, i) => {
        const { double } = isPacked ? packed : inPlace;
        if (!double) return;
        // Pairs of panels as far as rows fill tiles; what is left goes on below, panel by panel.
        f.set(paired, i32.and(columns, -2 * COLUMNS));
        const zero = f.local("i32", 0);
        over([zero, paired], 2, () => {
          wholeTiles(rows, ends[i], double, isPacked);
        });
      });
      const zero = f.local("i32", 0);
      over([zero, columns], 1, () => {
        f.set(width, minU(i32.sub(columns, n), COLUMNS));
        levels.forEach(({ rows, inPlace, packed }, i) => {
          const strips = isPacked ? packed : inPlace, end = ends[i];
          const { double, wide, narrow } = strips;
          const isWide = i32.eq(width, COLUMNS);
          const isNarrow = i32.eq(width, COLUMNS / 2);
          const whole = (strip: StripFunc): void =>
            wholeTiles(rows, end, strip, isPacked);
          if (double) {
            f.if(i32.ltU(n, paired), () => {
              const left = i32.remU(i32.sub(end, row), rows);
              f.set(row, i32.sub(end, left));
            });
          }
          f.if(isWide, () => whole(wide));
          f.if(isNarrow, () => whole(narrow));
          f.while(
            i32.ltU(row, end),
            () => edgeTile(rows, end, strips, isPacked),
          );
        });
      });
    };

    f.for(k, 0, depth, blockDepth, () => {
      f.set(blockK, minU(blockDepth, i32.sub(depth, k)));
      f.set(kEnd, i32.add(k, blockK));
      f.set(run, wordAt(runs, i32.divU(k, runLength)));
      f.set(within, i32.remU(k, runLength));
      f.for(m, row0, row1, BLOCK_ROWS, () => {
        f.set(mEnd, minU(i32.add(m, BLOCK_ROWS), row1));
        const [{ rows }] = levels;
        if (rows > LOW) {
          const count = f.local("i32", i32.sub(mEnd, m));
          f.set(ends[0], i32.add(m, i32.mul(highTiles(count, rows), rows)));
        }
        f.if(p.laneRuns, () => {
          levels.forEach(({ pack }, i) => {
            const first = i === 0 ? m : ends[i - 1];
            const gather = { from: a, table, runs, runLength };
            const lanes = { lane0: first, lane1: ends[i] };
            const to = packedRow(first);
            f.do(
              call(pack, {
                ...{ to, ...gather, ...lanes, depth0: k, depth1: kEnd },
              }),
            );
          });
          blockOfRows(true);
        }, () => blockOfRows(false));
      });
      f.set(accumulate, 1);
    });
  });
}

/** How many higher tiles leave rows that the lowest ones fill, but for less than two. */
function highTiles(rows: Local<"i32">, height: number): Value<"i32"> {
  const all = i32.divU(rows, height);
  if (height % LOW === 0) return all;
  // Two of 4 rows in place of one of 6 and 2 rows.
  const isTwo = i32.eq(i32.divU(i32.remU(rows, height), 2), 1);
  return i32.sub(all, i32.and(isTwo, i32.geU(rows, height)));
}

function wordAt(table: Local<"i32">, index: Value<"i32">): Value<"i32"> {
  return i32.add(table, i32.mul(index, WORD_BYTES));
}
