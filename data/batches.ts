/** Data in batches, in a random order that a seed fixes. */

/** How to part the data. */
export interface BatchOptions {
  /** How many items there are. */
  size: number;
  /** How many of them make a batch. */
  batchSize: number;
  /** The same seed gives the same order. */
  seed: number;
  /** Leave out a last batch that is not full. */
  dropRemainder?: boolean;
}

/** An array that knows how to make another of its kind. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array;

/**
 * The indices of each batch, one batch after the other.
 *
 * @example Ten items, four at a time
 * ```ts
 * import { shuffledBatches } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const batches = [...shuffledBatches({ size: 10, batchSize: 4, seed: 1 })];
 * assertEquals(batches.map((indices) => indices.length), [4, 4, 2]);
 * ```
 */
export function shuffledBatches(options: BatchOptions): Iterable<Uint32Array> {
  const { size, batchSize, seed, dropRemainder = false } = options;
  checkInteger("size", size, 0);
  checkInteger("batchSize", batchSize, 1);
  checkInteger("seed", seed, 0);
  return cut(shuffledIndices(size, seed), batchSize, dropRemainder);
}

function* cut(
  order: Uint32Array,
  batchSize: number,
  dropRemainder: boolean,
): Generator<Uint32Array> {
  const end = dropRemainder
    ? order.length - order.length % batchSize
    : order.length;
  for (let from = 0; from < end; from += batchSize) {
    yield order.slice(from, from + batchSize);
  }
}

/** The rows at `indices`, in that order, of data with `rowSize` values a row. */
export function takeRows<T extends NumericArray>(
  data: T,
  rowSize: number,
  indices: ArrayLike<number>,
): T {
  checkInteger("rowSize", rowSize, 1);
  const Kind = data.constructor as new (length: number) => T;
  const rows = new Kind(indices.length * rowSize);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * rowSize;
    if (!(from >= 0 && from + rowSize <= data.length)) {
      throw new RangeError(
        `Cannot take rows: expected an index below ${
          Math.floor(data.length / rowSize)
        }, received ${indices[i]}`,
      );
    }
    rows.set(data.subarray(from, from + rowSize), i * rowSize);
  }
  return rows;
}

/** 0 to `size - 1` in an order that follows from the seed (Fisher and Yates). */
function shuffledIndices(size: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  const next = splitMix32(seed);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** SplitMix with 32 bits of state (Steele, Lea and Flood 2014): numbers in [0, 1). */
function splitMix32(seed: number): () => number {
  let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

function checkInteger(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `Cannot make batches: expected ${name} to be an integer, ${least} or more, received ${value}`,
    );
  }
}
