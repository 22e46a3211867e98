/** Batched matrix products of views: one call of the library each. */

import type { Args, Operand } from "../backend.ts";
import { sizeOf, type View } from "../view.ts";
import {
  applyEpilogue,
  batchOffsets,
  fillZeros,
  FLOAT_BYTES,
  type WasmRuntime,
} from "../wasm/mod.ts";
import type { Blas, Matrix, Sgemm } from "./sgemm.ts";

/** `out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]`. */
export function runMatmul(
  { runtime, sgemm }: Blas,
  ...[a, b, out, epilogue]: Args<"matmul">
): void {
  multiply(runtime, sgemm, [a, b, out]);
  applyEpilogue(runtime, out, epilogue);
}

function multiply(
  runtime: WasmRuntime,
  sgemm: Sgemm,
  [a, b, out]: readonly Operand[],
): void {
  const [rows, columns] = out.view.shape.slice(-2);
  const depth = a.view.shape.at(-1)!;
  if (depth === 0) return fillZeros(runtime, out);
  if (sizeOf(out.view.shape) === 0) return;
  const [left, right] = [layoutOf(a.view), layoutOf(b.view)];
  const starts = batchOffsets(out.view.shape.slice(0, -2), [a, b]);
  const [aAddress, bAddress, cAddress] = [a, b, out].map((operand) =>
    runtime.address(operand)
  );
  starts.forEach(([aStart, bStart], batch) =>
    sgemm({
      a: { ...left, address: aAddress + aStart * FLOAT_BYTES },
      b: { ...right, address: bAddress + bStart * FLOAT_BYTES },
      c: {
        address: cAddress + batch * rows * columns * FLOAT_BYTES,
        pitch: columns,
      },
      size: [rows, columns, depth],
    })
  );
}

/** How the last two axes of a view lie: the contract allows rows or columns that have no gaps. */
function layoutOf({ shape, strides }: View): Omit<Matrix, "address"> {
  const [rows, columns] = shape.slice(-2);
  const [row, column] = strides.slice(-2);
  // The stride of an axis of size 1 may be anything, but the library checks it.
  return column === 1 || columns === 1
    ? { pitch: Math.max(row, columns) }
    : { pitch: Math.max(column, rows), transposed: true };
}
