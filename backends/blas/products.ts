/** Cuts products into jobs: threads take them one by one, and the library computes each on the thread that has taken it. */

import {
  FLOAT_BYTES,
  type Job,
  type Part,
  partsOf,
  type WasmRuntime,
} from "../wasm/mod.ts";
import { type Matrix, type Product, sgemmCall, type Size } from "./sgemm.ts";

/** Roughly what a thread does in a microsecond: floating-point operations, and bytes of a matrix that it reads. */
const FLOPS_PER_MICROSECOND = 80_000, BYTES_PER_MICROSECOND = 10_000;
/** Microseconds of a job, unless there would be too many: long compared with handing it over. */
export const JOB_MICROSECONDS = 200;
/** The most jobs of one product: enough for all threads to end at nearly the same time. */
export const MOST_JOBS = 32;
/** The least rows and columns of a job: each packs its part of both matrices. */
const LEAST = 96;

/** Roughly the microseconds that a product takes on one thread. */
export function productWork([rows, columns, depth]: Size): number {
  const elements = rows * depth + depth * columns + rows * columns;
  return 2 * rows * columns * depth / FLOPS_PER_MICROSECOND +
    elements * FLOAT_BYTES / BYTES_PER_MICROSECOND;
}

/** A product as jobs, by its shape alone. */
export function productJobs(runtime: WasmRuntime, product: Product): Job[] {
  return partsOfProduct(product.size)
    .map((part) => [sgemmCall(runtime, partOf(product, part))]);
}

/** Blocks of a result, about as wide as they are high, so that as little as possible is packed twice. */
function partsOfProduct(size: Size): (readonly [rows: Part, columns: Part])[] {
  const [rows, columns] = size;
  const wanted = Math.min(MOST_JOBS, productWork(size) / JOB_MICROSECONDS);
  const most = (length: number): number =>
    Math.max(1, Math.floor(length / LEAST));
  const square = Math.round(Math.sqrt(wanted * rows / columns));
  const count = Math.min(most(rows), Math.max(1, square));
  const down = partsOf(rows, count, 16);
  const across = partsOf(
    columns,
    Math.min(most(columns), wanted / down.length),
    16,
  );
  return down.flatMap((rows) =>
    across.map((columns) => [rows, columns] as const)
  );
}

function partOf(
  { a, b, c, size: [, , depth], accumulate }: Product,
  [[row, lastRow], [column, lastColumn]]: readonly [Part, Part],
): Product {
  return {
    a: from(a, row, 0),
    b: from(b, 0, column),
    c: from(c, row, column),
    size: [lastRow - row, lastColumn - column, depth],
    accumulate,
  };
}

/** The matrix whose first element is that of some row and column of another one, counted as it takes part. */
function from(matrix: Matrix, row: number, column: number): Matrix {
  const { address, pitch, transposed } = matrix;
  const elements = transposed ? column * pitch + row : row * pitch + column;
  return { ...matrix, address: address + elements * FLOAT_BYTES };
}
