/** Elements of one structure, stacked: what makes a batch of them. */

import { quote, ShapeError } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import { type ShapedArray, sizeOf } from "../array.ts";
import { NUMERIC, type NumericArray } from "../batches.ts";
import { isKind } from "../checks.ts";

const ACTION = "batch a Dataset";

/**
 * What a batch of elements is: numbers, typed arrays and arrays with shapes are stacked, also within lists and objects.
 * @category Data
 */
export type Batched<T> = T extends number ? ShapedArray
  : T extends NumericArray ? ShapedArray<T>
  : T extends ShapedArray<NumericArray> ? T
  : { [Part in keyof T]: Batched<T[Part]> };

/** One array for each part of the elements, with an axis in front that counts them. */
export function stack(elements: readonly unknown[]): unknown {
  const [first] = elements;
  if (typeof first === "number") return stackNumbers(elements);
  if (shapedOf(first)) return stackArrays(elements);
  if (Array.isArray(first)) {
    const lists = elements.map((one) =>
      Array.isArray(one) && one.length === first.length
        ? one
        : refuse(`a list of ${first.length}, as the first of the batch`, one)
    );
    return first.map((_, part) => stack(lists.map((list) => list[part])));
  }
  if (isOptions(first)) {
    const parts = Object.keys(first);
    const objects = elements.map((one) =>
      isOptions(one) && parts.every((part) => Object.hasOwn(one, part))
        ? one as Record<string, unknown>
        : refuse(`an object with ${parts.join(", ")}`, one)
    );
    return Object.fromEntries(
      parts.map((part) => [part, stack(objects.map((one) => one[part]))]),
    );
  }
  return refuse(
    "elements of numbers, typed arrays, { shape, data }, and lists or objects of these",
    first,
  );
}

function stackNumbers(elements: readonly unknown[]): ShapedArray {
  const data = new Float32Array(elements.length);
  for (let i = 0; i < data.length; i++) {
    const one = elements[i];
    data[i] = typeof one === "number"
      ? one
      : refuse("a number, as the first of the batch", one);
  }
  return { shape: [data.length], data };
}

function stackArrays(elements: readonly unknown[]): ShapedArray<NumericArray> {
  const arrays = elements.map((one) =>
    shapedOf(one) ?? refuse("an array, as the first of the batch", one)
  );
  const [{ shape, data: { constructor } }] = arrays;
  const size = sizeOf(shape);
  const Kind = constructor as new (length: number) => NumericArray;
  const data = new Kind(arrays.length * size);
  arrays.forEach((one, i) => {
    if (one.data.constructor !== Kind) {
      refuse(`a ${Kind.name}, as the first of the batch`, one.data);
    }
    checkSame(shape, one);
    data.set(one.data, i * size);
  });
  return { shape: [arrays.length, ...shape], data };
}

/** An array with a shape, also a typed array, which has one axis. */
function shapedOf(value: unknown): ShapedArray<NumericArray> | null {
  if (isNumericArray(value)) return { shape: [value.length], data: value };
  return isShaped(value) ? value : null;
}

/** Whether a value is a typed array of numbers. */
export function isNumericArray(value: unknown): value is NumericArray {
  return isKind(value, NUMERIC);
}

/** Whether a value is an array with a shape; the two may not fit together. */
export function isShaped(value: unknown): value is ShapedArray<NumericArray> {
  return typeof value === "object" && value !== null && "shape" in value &&
    Array.isArray(value.shape) && "data" in value && isNumericArray(value.data);
}

function checkSame(
  expected: readonly number[],
  { shape, data }: ShapedArray<NumericArray>,
): void {
  const isSame = shape.length === expected.length &&
    shape.every((size, axis) => size === expected[axis]) &&
    data.length === sizeOf(expected);
  if (isSame) return;
  throw new ShapeError(
    `Cannot ${ACTION}: expected elements of shape ${
      quote(expected)
    }, as the first of the batch, received ${
      quote(shape)
    } with ${data.length} values`,
    { expected, actual: shape },
  );
}

function refuse(expected: string, value: unknown): never {
  throw new TypeError(
    `Cannot ${ACTION}: expected ${expected}, received ${quote(value)}${
      isTensor(value)
        ? " (of a tensor x, { shape: x.shape, data: await x.data() })"
        : ""
    }`,
  );
}

/** Whether it seems to be a tensor, of which nothing is known here. */
function isTensor(value: unknown): boolean {
  const { shape, data } = Object(value);
  return Array.isArray(shape) && typeof data === "function";
}
