/** The samples that a model is trained with or asked about: where their rows come from. */

import { slice } from "../../autograd/ops/slice.ts";
import { take } from "../../autograd/ops/take.ts";
import { tensor } from "../../autograd/create.ts";
import { elementsOf } from "../../autograd/nested_array.ts";
import { scoped } from "../../autograd/scope.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { inOrder } from "./by_name.ts";
import { quote, ShapeError } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";

/**
 * Typed arrays of numbers.
 * @category Training
 */
export type Numbers =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array;

/**
 * Numbers with a shape, which become a tensor batch by batch: bytes stay bytes until then.
 * @category Training
 */
export interface ShapedNumbers {
  /** Sizes, outermost first; the first one counts the samples. */
  readonly shape: readonly number[];
  /** The values, the last axis running fastest. */
  readonly data: Numbers;
}

/**
 * Lists of numbers in lists, as deep as the samples have axes.
 * @category Training
 */
export type NestedNumbers = readonly (number | NestedNumbers | Numbers)[];

/**
 * All samples of one input or target; the first axis counts them.
 * @category Training
 */
export type Samples = Tensor | ShapedNumbers | Numbers | NestedNumbers;

/**
 * The samples of a model with one input, or of one with several, in their order or by their names.
 * @category Training
 */
export type Data =
  | Samples
  | readonly Samples[]
  | Readonly<Record<string, Samples>>;

/** Samples of which rows can be taken. */
export interface Rows {
  /** How many there are. */
  readonly count: number;
  /** The rows at `indices`, in that order, as a tensor of the caller's. */
  take(indices: Uint32Array): Tensor;
}

/**
 * The samples of each input, as sources of rows; `action` and `what` are for errors. Those that are given by name are put
 * in the order of the names, where there are any.
 *
 * @throws {TypeError} if something else is given.
 * @throws {ShapeError} if the inputs have not the same number of samples.
 */
export function toRows(
  action: string,
  what: string,
  data: Data,
  names: readonly string[] | null = null,
): Rows[] {
  const list = names && isByName(data)
    ? inOrder(action, what, data, names)
    : isSeveral(data)
    ? data
    : [data as Samples];
  const rows = list.map((samples) => rowsOf(action, what, samples));
  const [first] = rows;
  for (const { count } of rows) {
    if (count === first.count) continue;
    throw new ShapeError(
      `Cannot ${action}: expected as many samples in each of ${what}, received ${first.count} and ${count}`,
      { expected: first.count, actual: [count] },
    );
  }
  return rows;
}

function isByName(data: unknown): data is Readonly<Record<string, Samples>> {
  return isOptions(data) && !isShaped(data);
}

/** What is given in the place of targets, and options, which may stand there where there are no targets. */
export function targetsAndOptions<Targets, Options extends object>(
  y: Targets | Options | null | undefined,
  options: Options | undefined,
  names: readonly string[],
): [targets: Targets | null | undefined, options: Options] {
  return options === undefined && isByName(y) &&
      !Object.keys(y).some((name) => names.includes(name))
    ? [null, y as Options]
    : [y as Targets, options === undefined ? {} as Options : options];
}

/** Whether samples of several inputs are given: a list of tensors or of arrays with shapes. */
function isSeveral(data: Data): data is readonly Samples[] {
  return Array.isArray(data) && data.length > 0 &&
    data.every((one) => one instanceof Tensor || isShaped(one));
}

/** Whether a value is an array with a shape. */
export function isShaped(value: unknown): value is ShapedNumbers {
  return typeof value === "object" && value !== null && "shape" in value &&
    "data" in value && Array.isArray(value.shape) && isNumbers(value.data);
}

function rowsOf(action: string, what: string, samples: Samples): Rows {
  if (samples instanceof Tensor) return rowsOfTensor(action, what, samples);
  if (isShaped(samples)) return rowsOfArray(action, what, samples);
  if (isNumbers(samples)) {
    return rowsOfArray(action, what, {
      shape: [samples.length],
      data: samples,
    });
  }
  if (Array.isArray(samples)) {
    // Not as a tensor, which nobody would free.
    const { shape, data } = elementsOf(samples);
    return rowsOfArray(action, what, { shape, data: data as Numbers });
  }
  throw new TypeError(
    `Cannot ${action}: expected ${what} as a tensor, an array, or { shape, data }, received ${
      quote(samples)
    }${
      typeof samples === "function"
        ? " (new data.Dataset(f) goes through what a function makes, anew each epoch)"
        : ""
    }`,
  );
}

/** Whether a value is a typed array of numbers. */
export function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

function rowsOfTensor(action: string, what: string, samples: Tensor): Rows {
  checkRank(action, what, samples.shape);
  const [count, ...row] = samples.shape;
  return {
    count,
    take(indices) {
      if (isRun(indices)) {
        const start = [indices[0], ...row.map(() => 0)];
        return slice(samples, start, [indices.length, ...row]);
      }
      return scoped(() => take(samples, tensor(indices), { axis: 0 }));
    },
  };
}

function rowsOfArray(
  action: string,
  what: string,
  { shape, data }: ShapedNumbers,
): Rows {
  checkRank(action, what, shape);
  checkSizes(action, what, shape);
  const [count, ...row] = shape;
  const size = row.reduce((product, one) => product * one, 1);
  if (data.length !== count * size) {
    throw new ShapeError(
      `Cannot ${action}: expected ${what} of shape [${
        shape.join(", ")
      }] to hold ${count * size} numbers, received ${data.length}`,
      { expected: shape, actual: [data.length] },
    );
  }
  return {
    count,
    take(indices) {
      const length = indices.length * size;
      // How float64 is rounded is the backend's to say.
      const batch = data instanceof Float64Array
        ? new Float64Array(length)
        : new Float32Array(length);
      if (isRun(indices)) {
        const start = size * indices[0];
        batch.set(data.subarray(start, start + batch.length));
      } else {
        for (let i = 0; i < indices.length; i++) {
          const start = size * indices[i];
          if (size === 1) batch[i] = data[start];
          else batch.set(data.subarray(start, start + size), i * size);
        }
      }
      return tensor(batch, [indices.length, ...row]);
    },
  };
}

/** Numbers as a tensor holds them. */
export function toFloats(data: Numbers): Float32Array {
  return data instanceof Float32Array ? data : new Float32Array(data);
}

function checkRank(
  action: string,
  what: string,
  shape: readonly number[],
): void {
  if (shape.length > 0) return;
  throw new ShapeError(
    `Cannot ${action}: expected ${what} whose first axis counts the samples, received shape []`,
    { expected: "at least one axis", actual: shape },
  );
}

function checkSizes(
  action: string,
  what: string,
  shape: readonly number[],
): void {
  if (shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return;
  throw new ShapeError(
    `Cannot ${action}: expected ${what} of a shape of sizes, received ${
      quote(shape)
    }`,
    { expected: "sizes, 0 or more", actual: shape },
  );
}

/** Whether indices follow each other, so that their rows are a view. */
function isRun(indices: Uint32Array): boolean {
  return indices.every((index, i) => index === indices[0] + i);
}
