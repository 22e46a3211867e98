/** Batched matrix products of views, by the GEMM. */

import type { Args, Operand } from "../../../backend.ts";
import { sizeOf, type View } from "../../../view.ts";
import { type Job, OWN, type WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import { type Part, partsOf } from "../../threads/parts.ts";
import { applyEpilogue } from "../elementwise/epilogue.ts";
import { fillZeros } from "../zeros.ts";
import {
  denseTables,
  type Gather,
  type GatherTables,
  gemm,
  gemmCall,
  gemmWork,
  JOB_MICROSECONDS,
  LEAST_COLUMNS,
  MOST_JOBS,
  packCall,
  packPanels,
  type Panels,
  panelsAt,
  panelsBytes,
  type Product,
} from "./gemm.ts";
import { PANEL_ROW_BYTES } from "./tile.ts";

/** The most rows, columns and depth of a product, which bounds the tables and the packed matrix. */
const CHUNK = 2048;
/** Rows up to which packing the right matrix costs more than it saves. */
const FEW_ROWS = 8;

/** Rows up to which packing takes so large a part of the time that threads have to share it. */
const FEW_BLOCKS = 128;
/** Microseconds from which threads share a product; of smaller ones each thread takes whole ones. */
const LARGE = 1000;

/** A matrix seen as lanes (rows of the left, columns of the right one) by depth. */
interface Matrix extends GatherTables {
  /** Elements from a lane to the next, and from a term of the sums to the next. */
  readonly laneStride: number;
  readonly depthStride: number;
}

/** What is the same for all products of a batch. */
type Plan = ReturnType<typeof planOf>;

/** Where the matrices of a product begin. */
interface Start {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** `out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]`. */
export function runMatmul(
  runtime: WasmRuntime,
  ...[a, b, out, epilogue]: Args<"matmul">
): void {
  multiply(runtime, a, b, out);
  applyEpilogue(runtime, out, epilogue);
}

function multiply(
  runtime: WasmRuntime,
  a: Operand,
  b: Operand,
  out: Operand,
): void {
  const [rows, columns] = out.view.shape.slice(-2);
  const depth = a.view.shape.at(-1)!;
  const c = runtime.address(out);
  if (depth === 0) return fillZeros(runtime, out);
  if (sizeOf(out.view.shape) === 0) return;
  const size = [rows, columns, depth] as const;
  const plan = planOf(runtime, [a.view, b.view], size);
  const starts = batchOffsets(out.view.shape.slice(0, -2), [a, b])
    .map(([aStart, bStart], batch) => ({
      a: runtime.address(a) + aStart * FLOAT_BYTES,
      b: runtime.address(b) + bStart * FLOAT_BYTES,
      c: c + batch * rows * columns * FLOAT_BYTES,
    }));
  const isLarge = starts.length === 1 || gemmWork(size) > LARGE;
  if (rows > FEW_BLOCKS && isLarge) {
    for (const start of starts) multiplyTogether(runtime, plan, start);
  } else multiplyApart(runtime, plan, starts);
}

/** One product: all threads pack the right matrix, and then share the rest. */
function multiplyTogether(
  runtime: WasmRuntime,
  plan: Plan,
  start: Start,
): void {
  const { size: [, columns, depth] } = plan;
  using scratch = runtime.scratch(chunkBytes(columns, depth));
  for (const step of steps(plan, start, scratch.address, [0, columns])) {
    const { packing, result } = step;
    const { size: [, columns, depth] } = result;
    if (packing) {
      packPanels(runtime, packing, [columns, depth], scratch.address);
    }
    gemm(runtime, result);
  }
}

/** Products that are small or have few rows: each thread packs what it needs of a right matrix. */
function multiplyApart(
  runtime: WasmRuntime,
  plan: Plan,
  starts: readonly Start[],
): void {
  const { size } = plan;
  const [rows, columns, depth] = size;
  const work = gemmWork(size);
  const count = Math.min(MOST_JOBS, work / JOB_MICROSECONDS);
  const parts = partsOf(
    columns,
    rows > FEW_BLOCKS ? 1 : count,
    LEAST_COLUMNS,
  );
  const pieces = starts.flatMap((start) =>
    parts.map((part) => ({ start, part }))
  );
  const perJob = Math.ceil(JOB_MICROSECONDS * parts.length / work);
  const jobs = partsOf(pieces.length, pieces.length / perJob, 1)
    .map(([from, end]): Job =>
      pieces.slice(from, end).flatMap(({ start, part }) =>
        steps(plan, start, OWN, part).flatMap(({ packing, result }) => {
          const { size: [, columns, depth] } = result;
          const all = [0, columns] as const;
          const multiply = gemmCall(runtime, result);
          return packing
            ? [packCall(runtime, packing, depth, OWN, all), multiply]
            : [multiply];
        })
      )
    );
  const width = parts[0][1] - parts[0][0];
  runtime.parallel(jobs, {
    work: starts.length * work,
    ownBytes: chunkBytes(width, depth),
  });
}

/** Bytes of the largest packed chunk. */
function chunkBytes(columns: number, depth: number): number {
  return panelsBytes(Math.min(columns, CHUNK), Math.min(depth, CHUNK));
}

/** Products of chunks of some columns, in their order, and what of the right matrix is to be packed before each. */
function steps(
  { left, right, result, size: [rows, columns, depth] }: Plan,
  start: Start,
  packed: number,
  [column, end]: Part,
): { packing?: Gather; result: Product }[] {
  const at = (
    matrix: Matrix,
    address: number,
    [lane, k]: [number, number],
  ): Gather => ({
    ...matrix,
    address: address +
      (lane * matrix.laneStride + k * matrix.depthStride) * FLOAT_BYTES,
  });
  const isDirect = rows <= FEW_ROWS && right.along === "lanes";
  return chunksOf(end - column).flatMap(([before, width]) =>
    chunksOf(depth).flatMap(([k, terms]) => {
      const n = column + before;
      const gather = at(right, start.b, [n, k]);
      const panels: Panels = isDirect
        ? {
          address: gather.address,
          panelBytes: PANEL_ROW_BYTES,
          rowBytes: right.depthStride * FLOAT_BYTES,
        }
        : panelsAt(packed, terms);
      return chunksOf(rows).map(([m, height]) => ({
        packing: isDirect || m > 0 ? undefined : gather,
        result: {
          a: at(left, start.a, [m, k]),
          b: panels,
          c: start.c + (m * columns + n) * FLOAT_BYTES,
          cRows: result,
          size: [height, width, terms] as const,
          accumulate: k > 0,
        },
      }));
    })
  );
}

function planOf(
  runtime: WasmRuntime,
  [{ strides: a }, { strides: b }]: readonly View[],
  size: Product["size"],
) {
  const [rows, columns, depth] = size;
  const [aRow, aDepth] = a.slice(-2), [bDepth, bColumn] = b.slice(-2);
  const key = JSON.stringify(["matmul", aRow, aDepth, bColumn, bDepth, size]);
  return runtime.plans.get(key, (put) => {
    const matrix = (
      lanes: number,
      laneStride: number,
      depthStride: number,
    ): Matrix => {
      const along = depthStride === 1 || depth === 1 ? "depth" : "lanes";
      const [length, stride] = along === "depth"
        ? [lanes, laneStride]
        : [depth, depthStride];
      const tables = denseTables(put, Math.min(length, CHUNK), stride, along);
      const runLength = Math.max(...size);
      return { ...tables, runLength, laneStride, depthStride };
    };
    return {
      size,
      left: matrix(rows, aRow, aDepth),
      right: matrix(columns, bColumn, bDepth),
      /** Table of the rows of the result. */
      result: put(Math.min(rows, CHUNK), (row) => row * columns),
    };
  });
}

/** Starts and lengths of the chunks of an axis. */
function chunksOf(length: number): [number, number][] {
  const count = Math.ceil(length / CHUNK);
  return Array.from(
    { length: count },
    (_, i) => [i * CHUNK, Math.min(CHUNK, length - i * CHUNK)],
  );
}

/** For every index of the batch axes, where the matrices of the operands begin. */
export function batchOffsets(
  shape: readonly number[],
  operands: readonly Operand[],
): number[][] {
  let offsets = [operands.map(() => 0)];
  shape.forEach((size, axis) => {
    offsets = offsets.flatMap((offset) =>
      Array.from(
        { length: size },
        (_, i) =>
          offset.map((start, j) => start + i * operands[j].view.strides[axis]),
      )
    );
  });
  return offsets;
}
