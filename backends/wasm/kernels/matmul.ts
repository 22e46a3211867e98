/** Batched matrix products of views, by the GEMM. */

import type { Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import type { Scratch, WasmRuntime } from "../runtime.ts";
import {
  type Gather,
  gemm,
  packPanels,
  type Panels,
  panelsBytes,
} from "./gemm.ts";
import { fillZeros } from "./zeros.ts";

/** Rows, columns and depth are cut to this, which bounds the tables and the packed matrix. */
const CHUNK = 2048;
/** With so few rows, packing the right matrix would cost more than it saves. */
const FEW_ROWS = 8;

/** A matrix seen as lanes (rows of the left, columns of the right one) by depth. */
interface Matrix {
  readonly laneStride: number;
  readonly depthStride: number;
  readonly along: "lanes" | "depth";
}

/** Tables of byte offsets of a shape's chunks. */
interface Plan {
  readonly zero: number;
  readonly left: number;
  readonly right: number;
  readonly result: number;
}

/** `out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]`. */
export function runMatmul(
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
  const [aRow, aDepth] = a.view.strides.slice(-2);
  const [bDepth, bColumn] = b.view.strides.slice(-2);
  const left = matrix(aRow, aDepth, depth),
    right = matrix(bColumn, bDepth, depth);
  const size = [rows, columns, depth] as const;
  const plan = planOf(runtime, left, right, size);

  const chunk = panelsBytes(Math.min(columns, CHUNK), Math.min(depth, CHUNK));
  using scratch = runtime.scratch(chunk);
  const product = { left, right, plan, size, scratch };
  const starts = batchOffsets(out.view.shape.slice(0, -2), [a, b]);
  starts.forEach(([aStart, bStart], batch) =>
    multiply(runtime, product, {
      a: runtime.address(a) + aStart * 4,
      b: runtime.address(b) + bStart * 4,
      c: c + batch * rows * columns * 4,
    })
  );
}

/** One product of matrices, chunk by chunk. */
function multiply(
  runtime: WasmRuntime,
  { left, right, plan, size: [rows, columns, depth], scratch }: {
    left: Matrix;
    right: Matrix;
    plan: Plan;
    size: readonly [number, number, number];
    scratch: Scratch;
  },
  start: { a: number; b: number; c: number },
): void {
  const at = (
    matrix: Matrix,
    address: number,
    [lane, k]: [number, number],
    table: number,
  ): Gather => ({
    address: address + (lane * matrix.laneStride + k * matrix.depthStride) * 4,
    table,
    runs: plan.zero,
    runLength: Math.max(rows, columns, depth),
    along: matrix.along,
  });
  for (const [n, width] of chunksOf(columns)) {
    for (const [k, terms] of chunksOf(depth)) {
      const gather = at(right, start.b, [n, k], plan.right);
      const direct = rows <= FEW_ROWS && right.along === "lanes";
      const panels: Panels = direct
        ? {
          address: gather.address,
          panelBytes: 32,
          rowBytes: right.depthStride * 4,
        }
        : packPanels(runtime, gather, [width, terms], scratch.address);
      for (const [m, height] of chunksOf(rows)) {
        gemm(runtime, {
          a: at(left, start.a, [m, k], plan.left),
          b: panels,
          c: start.c + (m * columns + n) * 4,
          cRows: plan.result,
          size: [height, width, terms],
          accumulate: k > 0,
        });
      }
    }
  }
}

function matrix(
  laneStride: number,
  depthStride: number,
  depth: number,
): Matrix {
  const along = depthStride === 1 || depth === 1 ? "depth" : "lanes";
  return { laneStride, depthStride, along };
}

function planOf(
  runtime: WasmRuntime,
  left: Matrix,
  right: Matrix,
  [rows, columns, depth]: readonly [number, number, number],
): Plan {
  const key = JSON.stringify(["matmul", left, right, rows, columns, depth]);
  return runtime.plans.get(key, (put) => {
    const multiples = (length: number, step: number): number =>
      put(Math.min(length, CHUNK), (i) => i * step * 4);
    const tableOf = (matrix: Matrix, lanes: number): number =>
      matrix.along === "lanes"
        ? multiples(depth, matrix.depthStride)
        : multiples(lanes, matrix.laneStride);
    return {
      zero: multiples(1, 0),
      left: tableOf(left, rows),
      right: tableOf(right, columns),
      result: multiples(rows, columns),
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
