/** Arrays of numbers nested in each other, and what lies in them. */

import { ShapeError, ValueError } from "../config/errors.ts";
import { type Shape, sizeOf } from "../backends/view.ts";
import { typeName } from "./op.ts";
import { show } from "./ops/axes.ts";

/**
 * The typed arrays whose elements are numbers.
 * @category Tensors
 */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Float16Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/**
 * A number, or arrays of numbers nested as deep as the tensor has axes.
 * @category Tensors
 */
export type NestedArray = number | NumericArray | readonly NestedArray[];

/**
 * Elements in row-major order beside their shape, as datasets and readers of files give them.
 * @category Tensors
 */
export interface ShapedElements {
  /** Sizes of the axes, outermost first. */
  readonly shape: Shape;
  /** The elements. */
  readonly data: NumericArray;
}

/**
 * The elements of nested arrays in row-major order, and the shape in which they are nested.
 *
 * @throws {ShapeError} if the nesting is uneven.
 * @throws {TypeError} if an element is no number.
 */
export function elementsOf(data: NestedArray | ShapedElements): ShapedElements {
  if (isShaped(data)) return data;
  const shape = shapeOf(data);
  return { shape, data: flatten(data, sizeOf(shape)) };
}

function isNumericArray(data: unknown): data is NumericArray {
  return ArrayBuffer.isView(data) && !(data instanceof DataView) &&
    !(data instanceof BigInt64Array) && !(data instanceof BigUint64Array);
}

function isShaped(data: unknown): data is ShapedElements {
  return typeof data === "object" && data !== null && "shape" in data &&
    "data" in data && Array.isArray(data.shape) && isNumericArray(data.data);
}

/** Axes beyond which an array is taken to contain itself. */
const MOST_AXES = 64;

function shapeOf(data: NestedArray, depth = 0): Shape {
  if (typeof data === "number") return [];
  if (isNumericArray(data)) return [data.length];
  if (!Array.isArray(data)) {
    throw new TypeError(
      `Cannot make a tensor: expected numbers, nested arrays of numbers or a typed array, received ${
        typeName(data)
      }`,
    );
  }
  if (data.length === 0) return [0];
  if (depth > MOST_AXES) {
    throw new ValueError(
      `Cannot make a tensor: expected arrays nested at most ${MOST_AXES} deep, received deeper ones`,
    );
  }
  // Not by `map`, which leaves holes out.
  const inner = Array.from(data, (row) => shapeOf(row, depth + 1));
  const uneven = inner.find((shape) => `${shape}` !== `${inner[0]}`);
  if (uneven) {
    throw new ShapeError(
      `Cannot make a tensor: expected rows of equal shape, received ${
        show(inner[0])
      } and ${show(uneven)}`,
      { expected: inner[0], actual: uneven },
    );
  }
  return [data.length, ...inner[0]];
}

function flatten(data: NestedArray, size: number): NumericArray {
  if (isNumericArray(data)) return data;
  const elements = new Float64Array(size);
  let at = 0;
  const visit = (part: NestedArray): void => {
    if (typeof part === "number") elements[at++] = part;
    else for (const inner of part) visit(inner);
  };
  visit(data);
  return elements;
}
