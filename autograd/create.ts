/** New tensors from numbers. */

import type { Backend } from "../backends/backend.ts";
import { quote, ShapeError, ValueError } from "../config/errors.ts";
import { constant } from "../backends/expr.ts";
import { sizeOf } from "../backends/view.ts";
import { checkArgumentCount } from "../config/options.ts";
import { checkBackend, getBackend } from "../backends/default_backend.ts";
import { explainingMemory } from "./memory.ts";
import { typeName } from "./op.ts";
import { checkLength, toCount } from "./ops/arguments.ts";
import { show, toShape } from "./ops/axes.ts";
import {
  elementsOf,
  type NestedArray,
  type ShapedElements,
} from "./nested_array.ts";
import { Tensor } from "./tensor.ts";

export type {
  NestedArray,
  NumericArray,
  ShapedElements,
} from "./nested_array.ts";

/**
 * A tensor with these elements: of the shape in which they are nested or which stands beside them (`{ shape, data }`), or of
 * `shape`, filled in row-major order.
 * Elements are rounded to the float32 of the backend; `"reference"` keeps float64.
 *
 * @throws {ShapeError} if the nesting is uneven, or the number of elements is not that of `shape`.
 * @throws {TypeError} if an element is no number.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dg.tensor([[1, 2], [3, 4], [5, 6]]).shape, [3, 2]);
 * assertEquals(dg.tensor(new Float32Array(6), [1, 2, 3]).shape, [1, 2, 3]);
 * assertEquals(await dg.tensor(0.5).item(), 0.5);
 * ```
 *
 * @category Tensors
 */
export function tensor(
  data: NestedArray | ShapedElements,
  shape?: readonly number[],
): Tensor {
  checkArgumentCount("make a tensor", arguments, 2);
  const { shape: own, data: elements } = elementsOf(data);
  const to = toShape("tensor", shape ?? own);
  if (sizeOf(to) !== elements.length) {
    throw new ShapeError(
      `Cannot make a tensor: expected ${sizeOf(to)} elements for shape ${
        show(to)
      }, received ${elements.length}`,
      { expected: to, actual: own },
    );
  }
  return Tensor.from(getBackend(), elements, to);
}

/**
 * A tensor filled with one value.
 *
 * @throws {ShapeError} if `shape` is none.
 * @throws {TypeError} if `value` is no number.
 *
 * @category Tensors
 */
export function full(
  shape: readonly number[],
  value: number,
  backend: Backend = getBackend(),
): Tensor {
  checkArgumentCount("make a tensor", arguments, 3);
  return filled("full", shape, value, backend);
}

/** The same by the name of what was called. */
function filled(
  name: string,
  shape: readonly number[],
  value: number,
  backend: Backend,
): Tensor {
  checkBackend("make a tensor", backend);
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot make a tensor: expected a number to fill it with, received ${
        typeName(value)
      }`,
    );
  }
  const to = toShape(name, shape);
  // One element is written: a kernel for it would have to be compiled for this very value.
  if (sizeOf(to) === 1) return Tensor.from(backend, [value], to);
  const result = Tensor.empty(backend, to);
  const out = result.operand();
  explainingMemory(
    backend,
    () => backend.elementwise([constant(value)], [], [out]),
  );
  return result;
}

/**
 * A tensor of zeros.
 * @category Tensors
 */
export function zeros(shape: readonly number[]): Tensor {
  checkArgumentCount("compute zeros", arguments, 1);
  return filled("zeros", shape, 0, getBackend());
}

/**
 * A tensor of ones.
 * @category Tensors
 */
export function ones(shape: readonly number[]): Tensor {
  checkArgumentCount("compute ones", arguments, 1);
  return filled("ones", shape, 1, getBackend());
}

/**
 * A matrix of `rows` rows, and as many columns if not given, with ones on the diagonal and zeros elsewhere.
 *
 * @throws {ValueError} if a number of rows or columns is no integer, 0 or more.
 *
 * @category Tensors
 */
export function eye(rows: number, columns: number = rows): Tensor {
  const action = "compute eye";
  checkArgumentCount(action, arguments, 2);
  toCount(action, "the number of rows", rows);
  toCount(action, "the number of columns", columns);
  checkLength(action, rows * columns);
  const numbers = new Float32Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) {
    numbers[i * columns + i] = 1;
  }
  return tensor(numbers, [rows, columns]);
}

/**
 * `count` numbers from `start` to `stop`, both included, at equal distances: NumPy's `linspace`.
 *
 * @throws {ValueError} if a bound is not finite, or `count` no integer, 0 or more.
 *
 * @category Tensors
 */
export function linspace(start: number, stop: number, count = 50): Tensor {
  const action = "compute linspace";
  checkArgumentCount(action, arguments, 3);
  toCount(action, "the number of numbers", count);
  checkLength(action, count);
  if (![start, stop].every(Number.isFinite)) {
    throw new ValueError(
      `Cannot ${action}: expected finite bounds, received start ${
        quote(start)
      }, stop ${quote(stop)}`,
    );
  }
  const last = Math.max(count - 1, 1);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    numbers[i] = i === last ? stop : start + (stop - start) / last * i;
  }
  return tensor(numbers);
}

/**
 * The numbers `start`, `start + step`, ... below `stop` (above it for a negative step).
 *
 * @throws {ValueError} if the step is 0, a bound is not finite, or there would be more than 2^30 of them.
 *
 * @category Tensors
 */
export function arange(start: number, stop?: number, step = 1): Tensor {
  checkArgumentCount("make a range", arguments, 3);
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new ValueError(
      `Cannot make a range: expected finite bounds and a step other than 0, received start ${
        quote(from)
      }, stop ${quote(to)}, step ${quote(step)}`,
    );
  }
  const length = Math.max(0, Math.ceil((to - from) / step));
  checkLength("make a range", length);
  // Much faster than Float64Array.from with a function.
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) numbers[i] = from + i * step;
  return tensor(numbers);
}
