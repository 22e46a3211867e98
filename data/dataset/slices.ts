/** Arrays cut along their first axis. */

import { quote, ShapeError } from "../../config/errors.ts";
import { type ShapedArray, sizeOf } from "../array.ts";
import type { NumericArray } from "../batches.ts";
import { checkShape } from "../checks.ts";
import { isNumericArray, isShaped } from "./stack.ts";

const ACTION = "make a Dataset";
/** Axes beyond which a list is taken to contain itself. */
const MOST_AXES = 64;

/**
 * Lists of numbers in lists, all of one length at each depth.
 * @category Data
 */
export type NestedList = readonly (number | NestedList | NumericArray)[];

/**
 * What has slices: typed arrays, lists of numbers, arrays with shapes.
 * @category Data
 */
export type Sliceable = NumericArray | NestedList | ShapedArray<NumericArray>;

/**
 * A slice: a number of what has one axis and no shape, an array with the shape of a row of anything else.
 * @category Data
 */
export type Slice<S> = S extends NumericArray | readonly number[] ? number
  : S extends ShapedArray<infer Data> ? ShapedArray<Data>
  : ShapedArray;

/**
 * The slices of one array, or of several side by side.
 * @category Data
 */
export type SlicesOf<S extends readonly unknown[]> = S extends
  readonly [infer One] ? Slice<One>
  : { -readonly [At in keyof S]: Slice<S[At]> };

/** Slices by their index. */
export interface Slices<S> {
  /** How many there are. */
  readonly count: number;
  /** One of them; of arrays it is a view. */
  at(index: number): S;
}

/** The slices of arrays that have as many of them. */
export function slicesOf<const S extends readonly unknown[]>(
  arrays: S,
): Slices<SlicesOf<S>> {
  const all = arrays.map(slicesOfOne);
  const [first] = all;
  if (first === undefined) {
    throw new TypeError(
      `Cannot ${ACTION}: expected at least one array, received none`,
    );
  }
  for (const { count } of all) {
    if (count === first.count) continue;
    throw new ShapeError(
      `Cannot ${ACTION}: expected arrays with as many slices as the first, ${first.count}, received ${count}`,
      { expected: first.count, actual: [count] },
    );
  }
  const at = all.length === 1
    ? first.at
    : (index: number) => all.map((one) => one.at(index));
  return { count: first.count, at: (index) => at(index) as SlicesOf<S> };
}

function slicesOfOne(value: unknown): Slices<unknown> {
  if (isNumericArray(value)) {
    return { count: value.length, at: (index) => value[index] };
  }
  if (isShaped(value)) return rowsOf(value);
  if (!Array.isArray(value)) throw noArray(value);
  if (!value.every((one) => typeof one === "number")) {
    return rowsOf(flattened(value));
  }
  const numbers: readonly number[] = [...value];
  return { count: numbers.length, at: (index) => numbers[index] };
}

function rowsOf(
  { shape, data }: ShapedArray<NumericArray>,
): Slices<ShapedArray<NumericArray>> {
  checkShape(ACTION, "shape", shape);
  if (shape.length === 0 || sizeOf(shape) !== data.length) {
    throw new ShapeError(
      `Cannot ${ACTION}: expected data for shape ${
        quote(shape)
      } with a first axis to cut, received ${data.length} values`,
      { expected: shape, actual: [data.length] },
    );
  }
  const [count, ...row] = shape;
  const size = sizeOf(row);
  return {
    count,
    at: (index) => ({
      shape: row,
      data: data.subarray(index * size, (index + 1) * size),
    }),
  };
}

/** Lists in lists as one array. */
function flattened(list: readonly unknown[]): ShapedArray {
  const shape: number[] = [];
  for (let one: unknown = list; isList(one); one = one[0]) {
    if (shape.length > MOST_AXES) {
      throw new TypeError(
        `Cannot ${ACTION}: expected lists nested at most ${MOST_AXES} deep, received deeper ones`,
      );
    }
    shape.push(one.length);
  }
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  function fill(value: unknown, axis: number): void {
    if (axis === shape.length) {
      if (typeof value !== "number") throw noArray(value);
      data[at++] = value;
      return;
    }
    if (!isList(value)) throw noArray(value);
    if (value.length !== shape[axis]) {
      throw new ShapeError(
        `Cannot ${ACTION}: expected lists of ${
          shape[axis]
        } at depth ${axis}, received one of ${value.length}`,
        { expected: shape[axis], actual: [value.length] },
      );
    }
    if (axis === shape.length - 1 && isNumericArray(value)) {
      data.set(value, at);
      at += value.length;
      return;
    }
    for (let i = 0; i < value.length; i++) fill(value[i], axis + 1);
  }
  fill(list, 0);
  return { shape, data };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumericArray(value);
}

function noArray(value: unknown): TypeError {
  return new TypeError(
    `Cannot ${ACTION}: expected typed arrays, lists of numbers or { shape, data }, each an argument of its own (of a tensor x, { shape: x.shape, data: await x.data() }), received ${
      quote(value)
    }`,
  );
}
