/** Batched matrix products of views. */

import type { Args } from "../backend.ts";
import { sizeOf, type View } from "../view.ts";
import {
  applyEpilogue,
  batchOffsets,
  fillZeros,
  FLOAT_BYTES,
  type Job,
  partsOf,
  type WasmRuntime,
} from "../wasm/mod.ts";
import { JOB_MICROSECONDS, productJobs, productWork } from "./products.ts";
import { type Matrix, type Product, sgemmCall, type Size } from "./sgemm.ts";

/** `out[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]`. */
export function runMatmul(
  runtime: WasmRuntime,
  ...[a, b, out, epilogue]: Args<"matmul">
): void {
  const [rows, columns] = out.view.shape.slice(-2);
  const size = [rows, columns, a.view.shape.at(-1)!] as const;
  if (size[2] === 0) fillZeros(runtime, out);
  else if (sizeOf(out.view.shape) > 0) {
    multiply(runtime, productsOf(runtime, [a, b, out], size), size);
  }
  applyEpilogue(runtime, out, epilogue);
}

/** Threads share a large product; of small ones each takes whole ones. */
function multiply(
  runtime: WasmRuntime,
  products: readonly Product[],
  size: Size,
): void {
  const work = productWork(size), all = work * products.length;
  const isLarge = products.length === 1 || work > JOB_MICROSECONDS;
  const jobs = isLarge
    ? products.flatMap((product) => productJobs(runtime, product))
    : partsOf(products.length, all / JOB_MICROSECONDS, 1)
      .map(([from, end]): Job =>
        products.slice(from, end).map((product) => sgemmCall(runtime, product))
      );
  runtime.parallel(jobs, { work: all });
}

function productsOf(
  runtime: WasmRuntime,
  [a, b, out]: Args<"matmul">,
  size: Size,
): Product[] {
  const [rows, columns] = size;
  const [left, right] = [layoutOf(a.view), layoutOf(b.view)];
  const starts = batchOffsets(out.view.shape.slice(0, -2), [a, b]);
  const [aAddress, bAddress, cAddress] = [a, b, out].map((operand) =>
    runtime.address(operand)
  );
  return starts.map(([aStart, bStart], batch) => ({
    a: { ...left, address: aAddress + aStart * FLOAT_BYTES },
    b: { ...right, address: bAddress + bStart * FLOAT_BYTES },
    c: {
      address: cAddress + batch * rows * columns * FLOAT_BYTES,
      pitch: columns,
    },
    size,
  }));
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
