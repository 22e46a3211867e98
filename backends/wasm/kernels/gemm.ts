/**
 * The matrix product that matmul and all convolutions are made of: `C[m, n] (+)= sum over k of A[m, k] * B[k, n]`.
 *
 * B is packed once into panels of 8 columns. Blocks of A, which may lie anywhere (see pack.ts), are packed into panels
 * of 4 rows while they stay in the cache, and a micro-kernel keeps 4 x 8 sums in registers. Goto, van de Geijn: Anatomy
 * of High-Performance Matrix Multiplication (TOMS 2008).
 */

import {
  call,
  f32,
  f32x4,
  type Func,
  i32,
  type ModuleBuilder,
  v128,
  type Value,
  words,
} from "../assembler/mod.ts";
import type { Kernel, WasmRuntime } from "../runtime.ts";
import { definePackDepthRuns, definePackLaneRuns } from "./pack.ts";

const ROWS = 4;
const COLUMNS = 8;
/** Rows and depth of a block of A: 128 KiB, which the second cache of most processors holds twice. */
const BLOCK_ROWS = 64;
const BLOCK_DEPTH = 512;
const TILE_BYTES = ROWS * COLUMNS * 4;

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

function gemmKernel(runtime: WasmRuntime): Kernel {
  return runtime.kernel("gemm", (module) => {
    const workspace = module.importConstant("workspace");
    definePackLaneRuns(module, COLUMNS, "packPanelsLaneRuns");
    definePackDepthRuns(module, COLUMNS, "packPanelsDepthRuns");
    const packs = {
      laneRuns: definePackLaneRuns(module, ROWS),
      depthRuns: definePackDepthRuns(module, ROWS),
    };
    const tile = defineTile(module, runtime.hasRelaxedMadd);
    defineGemm(module, workspace, packs, tile);
  });
}

/** The micro-kernel: 4 x 8 sums over packed A and B. */
function defineTile(
  module: ModuleBuilder,
  relaxedMadd: boolean,
): Func<"void"> {
  return module.define(
    { params: words(9) },
    (f, depth, a, b, rowBytes, c0, c1, c2, c3, accumulate) => {
      const sums = [c0, c1, c2, c3].map(
        () => [f.local("v128"), f.local("v128")],
      );
      const left = f.local("v128"), factor = f.local("v128");
      const right = [f.local("v128"), f.local("v128")];
      f.while(depth, () => {
        right.forEach((x, i) => f.set(x, v128.load(b, i * 16)));
        f.set(left, v128.load(a));
        sums.forEach((row, m) => {
          f.set(factor, f32x4.shuffle(left, left, [m, m, m, m]));
          row.forEach((sum, i) => {
            const next = relaxedMadd
              ? f32x4.relaxedMadd(factor, right[i], sum)
              : f32x4.add(f32x4.mul(factor, right[i]), sum);
            f.set(sum, next);
          });
        });
        f.increase(a, ROWS * 4);
        f.increase(b, rowBytes);
        f.increase(depth, -1);
      });
      const rows = [c0, c1, c2, c3];
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
  packs: { laneRuns: Func<"void">; depthRuns: Func<"void"> },
  tile: Func<"void">,
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
    const left = f.local("i32"), rowEntry = f.local("i32");
    const edge = f.local("i32", workspace);
    const packed = f.local("i32", i32.add(workspace, TILE_BYTES));

    const cRow = (i: number): Value<"i32"> =>
      i32.add(column, i32.load(rowEntry, i * 4));
    const wholeTile = (): void => {
      const rows = [0, 1, 2, 3].map(cRow);
      f.do(call(tile, blockK, left, panel, rowBytes, ...rows, accumulate));
    };
    const edgeTile = (): void => {
      const rows = [0, 1, 2, 3].map((i) => i32.add(edge, i * COLUMNS * 4));
      f.do(call(tile, blockK, left, panel, rowBytes, ...rows, 0));
      const i = f.local("i32"), j = f.local("i32"), to = f.local("i32");
      const bytes = f.local(
        "i32",
        i32.shl(min(i32.sub(columns, n), COLUMNS), 2),
      );
      f.for(i, 0, min(i32.sub(mEnd, row), ROWS), 1, () => {
        f.set(to, i32.add(column, i32.load(i32.add(rowEntry, i32.shl(i, 2)))));
        f.for(j, 0, bytes, 4, () => {
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
        f.set(left, packed);
        f.set(rowEntry, i32.add(cRows, i32.shl(m, 2)));
        f.for(row, m, mEnd, ROWS, () => {
          const whole = i32.and(
            i32.leU(i32.add(n, COLUMNS), columns),
            i32.leU(i32.add(row, ROWS), mEnd),
          );
          f.if(whole, wholeTile, edgeTile);
          f.increase(left, i32.mul(blockK, ROWS * 4));
          f.increase(rowEntry, ROWS * 4);
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
