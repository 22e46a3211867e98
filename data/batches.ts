/** Data in batches, in a random order that a seed fixes. */

import { checkArgumentCount, checkOptions } from "../config/options.ts";
import { quote } from "../config/errors.ts";
import { checkInteger, isKind } from "./checks.ts";
import { splitMix32 } from "./random.ts";

/**
 * How to part the data.
 * @category Data
 */
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

/**
 * An array that knows how to make another of its kind.
 * @category Data
 */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array;

/** Their names. */
export const NUMERIC: readonly string[] = [
  "Float32Array",
  "Float64Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Uint32Array",
  "Int8Array",
  "Int16Array",
  "Int32Array",
];
const OPTIONS = ["size", "batchSize", "seed", "dropRemainder"];
/** Indices are numbers of 32 bits. */
const MOST_ITEMS = 2 ** 32;

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
 *
 * @throws {TypeError} if an option is unknown or of the wrong type.
 * @throws {RangeError} if `size` or `seed` is below 0, `batchSize` below 1, or one of them no integer.
 *
 * @category Data
 */
export function shuffledBatches(options: BatchOptions): Iterable<Uint32Array> {
  const action = "make batches";
  checkArgumentCount(action, arguments, 1);
  checkOptions(action, options, OPTIONS);
  const { size, batchSize, seed, dropRemainder = false } = options;
  checkInteger(action, "size", size, 0, MOST_ITEMS);
  checkInteger(action, "batchSize", batchSize, 1);
  checkInteger(action, "seed", seed, 0);
  if (typeof dropRemainder !== "boolean") {
    throw new TypeError(
      `Cannot ${action}: expected dropRemainder to be a boolean, received ${
        quote(dropRemainder)
      }`,
    );
  }
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

/**
 * The rows at `indices`, in that order, of data with `rowSize` values a row.
 *
 * @example The last row, then the first
 * ```ts
 * import { takeRows } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const data = new Float32Array([0, 1, 10, 11, 20, 21]);
 * assertEquals([...takeRows(data, 2, [2, 0])], [20, 21, 0, 1]);
 * ```
 *
 * @throws {TypeError} if `data` or `indices` is no array of numbers.
 * @throws {RangeError} if `data` is no whole number of rows, or an index is that of no row.
 *
 * @category Data
 */
export function takeRows<T extends NumericArray>(
  data: T,
  rowSize: number,
  indices: ArrayLike<number>,
): T {
  const action = "take rows";
  checkArgumentCount(action, arguments, 3);
  checkInteger(action, "rowSize", rowSize, 1);
  if (!isKind(data, NUMERIC)) {
    throw new TypeError(
      `Cannot ${action}: expected data as a typed array, received ${
        quote(data)
      }`,
    );
  }
  if (!Array.isArray(indices) && !isKind(indices, NUMERIC)) {
    throw new TypeError(
      `Cannot ${action}: expected indices as an array of integers, received ${
        quote(indices)
      }`,
    );
  }
  const count = data.length / rowSize;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `Cannot ${action}: expected data of whole rows of ${rowSize} values, received ${data.length} values`,
    );
  }
  const Kind = data.constructor as new (length: number) => T;
  const rows = new Kind(indices.length * rowSize);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new RangeError(
        `Cannot ${action}: expected ${
          count === 0
            ? "no index, for there are no rows"
            : `an integer, 0 to ${count - 1}`
        }, received ${quote(index)} at ${i}`,
      );
    }
    const from = index * rowSize;
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
