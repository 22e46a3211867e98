/** The code of the GEMM: the micro-kernel, and the loops around it, which pack A and go over C. */

import {
  type Arg,
  call,
  f32,
  f32x4,
  type Func,
  i32,
  type Local,
  madd,
  minU,
  type ModuleBuilder,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import type { TileName, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES, WORD_BYTES } from "../../sizes.ts";
import {
  definePackDepthRuns,
  definePackLaneRuns,
  type PackFunc,
} from "./pack.ts";

/** Columns of a packed panel of B. */
export const COLUMNS = 8;
/** Bytes of a row of such a panel. */
export const PANEL_ROW_BYTES: number = COLUMNS * FLOAT_BYTES;
/** Depth of a block. With BLOCK_ROWS that is 128 KiB of A, which the L2 cache of most processors holds twice. */
export const BLOCK_DEPTH = 512;
/** Rows of a block. */
export const BLOCK_ROWS = 64;

/** Rows of the tile that the micro-kernel keeps in registers, and how many panels of B it is wide. */
const TILES: Readonly<Record<TileName, { rows: 4 | 8; panels: 1 | 2 }>> = {
  /** Fits sixteen registers. */
  "4x8": { rows: 4, panels: 1 },
  /** Fits thirty-two. */
  "8x8": { rows: 8, panels: 1 },
  /** Fits sixteen of twice the width, where an engine joins neighbouring vectors to use them. */
  "4x16": { rows: 4, panels: 2 },
};

/** All tiles, the one first that fits everywhere. */
export const TILE_NAMES = Object.keys(TILES) as TileName[];

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
    const workspace = module.importConstant("workspace");
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

/** The parameters of a tile but for its rows of C. */
const TILE = {
  depth: "size",
  a: "pointer",
  b: "pointer",
  panelBytes: "size",
  rowBytes: "size",
  accumulate: "size",
} as const;
type RowName = `row${number}`;
type TileSignature = typeof TILE & Readonly<Record<RowName, "pointer">>;
type TileFunc = Func<"void", TileSignature>;

/** A value for each row of a tile, by name. */
function byRow<T>(
  tileRows: number,
  make: (row: number) => T,
): Record<RowName, T> {
  const rows = Array.from({ length: tileRows }, (_, i) => [`row${i}`, make(i)]);
  return Object.fromEntries(rows);
}

/** The micro-kernel: sums over packed A and B of 8 columns or two times 8, or of 4 for the narrow end of B. */
function defineTile(
  module: ModuleBuilder,
  tileRows: number,
  { panels, vectors }: { panels: number; vectors: number },
  relaxedMadd: boolean,
): TileFunc {
  const params: TileSignature = {
    ...TILE,
    ...byRow(tileRows, () => "pointer" as const),
  };
  return module.define({ params }, (f, p) => {
    const { depth, a, b, panelBytes, rowBytes, accumulate } = p;
    const rows = Object.values(byRow(tileRows, (i) => p[`row${i}`]));
    const from = Array.from(
      { length: panels },
      (_, i) => i === 0 ? b : f.local("i32", i32.add(b, panelBytes)),
    );
    const right = from.flatMap((panel) =>
      Array.from({ length: vectors }, (_, i) => ({
        ...{ panel, offset: i * VECTOR_BYTES, value: f.local("v128") },
      }))
    );
    const sums = rows.map(() => right.map(() => f.local("v128")));
    const left = f.local("v128"), factor = f.local("v128");
    f.while(depth, () => {
      right.forEach(({ panel, offset, value }) =>
        f.set(value, v128.load(panel, offset))
      );
      sums.forEach((row, m) => {
        const lane = m % LANES;
        if (lane === 0) f.set(left, v128.load(a, m * FLOAT_BYTES));
        // A shuffle occupies the units that multiply, a load those that check bounds. One load to three shuffles is
        // fastest: 88% of the speed of multiplying alone, against 82% with shuffles only.
        f.set(
          factor,
          lane === 0
            ? v128.load32Splat(a, m * FLOAT_BYTES)
            : f32x4.shuffle(left, left, [lane, lane, lane, lane]),
        );
        row.forEach((sum, i) =>
          f.set(sum, madd(factor, right[i].value, sum, relaxedMadd))
        );
      });
      f.increase(a, tileRows * FLOAT_BYTES);
      from.forEach((panel) => f.increase(panel, rowBytes));
      f.increase(depth, -1);
    });
    f.if(accumulate, () => {
      sums.forEach((row, m) =>
        row.forEach((sum, i) =>
          f.set(sum, f32x4.add(sum, v128.load(rows[m], i * VECTOR_BYTES)))
        )
      );
    });
    sums.forEach((row, m) =>
      row.forEach((sum, i) => f.do(v128.store(rows[m], sum, i * VECTOR_BYTES)))
    );
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
    const n = f.local("i32"), panel = f.local("i32"), column = f.local("i32");
    const width = f.local("i32"), height = f.local("i32");
    const left = f.local("i32"), rowEntry = f.local("i32");
    const edge = f.local("i32", workspace);
    const packed = f.local(
      "i32",
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
      const i = f.local("i32"), j = f.local("i32"), to = f.local("i32");
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
