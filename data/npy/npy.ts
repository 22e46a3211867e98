/** NumPy's files of one array. */

import { quote } from "../../config/errors.ts";
import { checkArgumentCount, checkOptions } from "../../config/options.ts";
import { flag, row } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { type ShapedArray, sizeOf } from "../array.ts";
import { NUMERIC, type NumericArray } from "../batches.ts";
import { turnBytes } from "../byte_order.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { checkShape, isKind } from "../checks.ts";
import { MOST_AXES, readHeader, writeHeader } from "./header.ts";
import {
  codeOf,
  CODES,
  decodeValues,
  encodeValues,
  type NpyData,
  type NpyDtype,
} from "./values.ts";

/**
 * What a file holds.
 * @category Files
 */
export type NpyArray = ShapedArray<NpyData>;

/**
 * How an array is written.
 * @category Files
 */
export interface NpyOptions {
  /** The dtype of the file; that of the array if not given. */
  readonly dtype?: NpyDtype;
  /** Whether the first axis runs fastest in the file; false if not given. */
  readonly fortranOrder?: boolean;
}

const DTYPES = Object.keys(CODES) as NpyDtype[];

const OPTIONS = {
  dtype: row<NpyDtype, NpyDtype | null>(
    `one of ${DTYPES.join(", ")}`,
    (value) =>
      value === undefined ? null : DTYPES.find((name) => name === value),
  ),
  fortranOrder: flag(false),
} satisfies Schema<NpyOptions>;

/**
 * The bytes that `numpy.save` writes for the array.
 *
 * @example There and back
 * ```ts
 * import { decodeNpy, encodeNpy } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const array = { shape: [2, 2], data: new Float32Array([1, 2, 3, 0.5]) };
 * assertEquals(decodeNpy(encodeNpy(array)), array);
 * const half = encodeNpy(array, { dtype: "float16" });
 * assertEquals(decodeNpy(half), array);
 * ```
 *
 * @throws {TypeError} if `array` is no `{ shape, data }`, or an option is unknown.
 * @throws {RangeError} if the data do not fit the shape, or the dtype exactly.
 *
 * @category Files
 */
export function encodeNpy(
  array: ShapedArray<NumericArray>,
  options: NpyOptions = {},
): Uint8Array {
  const action = "encode npy";
  checkArgumentCount(action, arguments, 2);
  const { dtype, fortranOrder } = readOptions(action, OPTIONS, options);
  checkArray(action, array);
  const { shape, data } = array;
  const code = dtype === null ? codeOf(data) : CODES[dtype];
  // Where both orders are the same, it is that of C.
  const turned = fortranOrder && data.length > 0 &&
    shape.filter((size) => size > 1).length > 1;
  const header = writeHeader(code, turned, shape);
  const ordered = turned ? transposed(data, shape) : data;
  const values = encodeValues(action, code, ordered);
  turnBytes(values, Number(code[1]), true);
  const file = new Uint8Array(header.length + values.length);
  file.set(header);
  file.set(values, header.length);
  return file;
}

/**
 * The array of a file that `numpy.save` has written, in the order of C: float16 as float32, int64 and uint64 as float64,
 * bool as bytes.
 *
 * @throws {TypeError} if `file` holds no bytes, or is no such file of numbers.
 * @throws {RangeError} if it is longer or shorter than it says, or an integer is beyond what float64 holds exactly.
 *
 * @category Files
 */
export function decodeNpy(file: Bytes): NpyArray {
  checkArgumentCount("decode npy", arguments, 1);
  return decodeArray("decode npy", bytesOf("decode npy", file));
}

/** The array of a file; `action` is what cannot be done otherwise. */
export function decodeArray(action: string, bytes: Uint8Array): NpyArray {
  const header = readHeader(action, bytes);
  const { code, size, shape, start } = header;
  const expected = start + size * sizeOf(shape);
  if (bytes.length !== expected) {
    throw new RangeError(
      `Cannot ${action}: expected ${expected} bytes for shape ${
        quote(shape)
      }, received ${bytes.length}`,
    );
  }
  const values = new Uint8Array(bytes.subarray(start));
  turnBytes(values, size, header.isLittleEndian);
  const data = decodeValues(action, code, values);
  return {
    shape,
    data: header.fortranOrder ? transposed(data, shape.toReversed()) : data,
  };
}

function checkArray(action: string, array: ShapedArray<NumericArray>): void {
  checkOptions(action, array, ["shape", "data"]);
  const { shape, data } = array;
  checkShape(action, "shape", shape);
  if (!isKind(data, NUMERIC)) {
    throw new TypeError(
      `Cannot ${action}: expected data as a typed array of numbers, received ${
        quote(data)
      }`,
    );
  }
  if (data.length !== sizeOf(shape) || shape.length > MOST_AXES) {
    throw new RangeError(
      `Cannot ${action}: expected ${sizeOf(shape)} values for shape ${
        quote(shape)
      } of at most ${MOST_AXES} axes, received ${data.length}`,
    );
  }
}

/** The values with all axes in the opposite order. */
function transposed<T extends NumericArray>(
  data: T,
  shape: readonly number[],
): T {
  const result = data.slice() as T;
  if (shape.length < 2 || data.length === 0) return result;
  const [count] = shape;
  const step = data.length / count;
  // The axes of the result but its last, each with what one more of it means for the place in `data`.
  const sizes = shape.slice(1).reverse();
  const steps = sizes.map((_, i) => sizeOf(sizes.slice(0, i)));
  const index = sizes.map(() => 0);
  for (let at = 0, from = 0; at < result.length;) {
    for (let i = 0; i < count; i++) result[at++] = data[from + i * step];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < sizes[axis]) break;
      from -= steps[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
  return result;
}
