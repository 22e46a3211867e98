/** Elements repeated, turned round and moved on. */

import type { Shape } from "../../backends/view.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { type TensorLike, toTensor } from "../op.ts";
import { Tensor } from "../tensor.ts";
import {
  checkArguments,
  checkOptions,
  NO_OPTIONS,
  toCount,
} from "./arguments.ts";
import { type Axes, received, toAxes, toAxis, toIntegers } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import type { TakeOptions } from "./options.ts";
import { expandDims, reshape } from "./reshape.ts";
import { concat, split } from "./slice.ts";
import { take } from "./take.ts";

/**
 * The tensor laid side by side with itself, along each axis so often as `repeats` says: NumPy's `tile`.
 *
 * @throws {ShapeError} if there is not one integer for each axis.
 * @throws {ValueError} if one is negative.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2]]);
 * assertEquals([...await x.tile([2, 2]).data()], [1, 2, 1, 2, 1, 2, 1, 2]);
 * ```
 *
 * @category Ops
 */
export function tile(x: TensorLike, repeats: readonly number[]): Tensor {
  checkArguments("tile", arguments, 2);
  const tensor = toTensor("tile", x), { shape } = tensor;
  const counts = toIntegers("tile", "repeats", repeats, shape);
  if (counts.some((count) => count < 0)) {
    throw new ValueError(
      `Cannot compute tile: expected repeats of 0 or more, received ${
        received(repeats)
      }`,
    );
  }
  const apart = reshape(tensor, shape.flatMap((size) => [1, size]));
  const wide = broadcastTo(
    apart,
    shape.flatMap((size, i) => [counts[i], size]),
  );
  return reshape(wide, shape.map((size, i) => counts[i] * size));
}

/**
 * Each row along an axis `count` times, or each element of the flattened tensor if no axis is given: NumPy's `repeat`.
 *
 * @throws {ValueError} if the axis is out of range, or `count` no integer, 0 or more.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...await dg.tensor([1, 2]).repeat(2).data()], [1, 1, 2, 2]);
 * ```
 *
 * @category Ops
 */
export function repeat(
  x: TensorLike,
  count: number,
  options: TakeOptions = NO_OPTIONS,
): Tensor {
  checkArguments("repeat", arguments, 3);
  const { tensor, axis } = along("repeat", x, options);
  const times = toCount("compute repeat", "count", count);
  const { shape } = tensor;
  const apart = expandDims(tensor, axis + 1);
  const wide = broadcastTo(apart, apart.shape.with(axis + 1, times));
  return reshape(wide, shape.with(axis, shape[axis] * times));
}

/**
 * The tensor with the order of some axes turned round, of all if none is named.
 *
 * @throws {ValueError} if an axis is out of range or named twice.
 *
 * @category Ops
 */
export function flip(x: TensorLike, axis?: Axes): Tensor {
  checkArguments("flip", arguments, 2);
  const tensor = toTensor("flip", x);
  return toAxes("flip", axis, tensor.rank).reduce((x, axis) => {
    const size = x.shape[axis];
    const last = Float64Array.from({ length: size }, (_, i) => size - 1 - i);
    return take(x, Tensor.from(x.backend, last, [size]), { axis });
  }, reshape(tensor, tensor.shape));
}

/**
 * The elements moved on by `shift` places along an axis, or in the flattened tensor if no axis is given; those beyond
 * the end come in at the beginning.
 *
 * @throws {ValueError} if the axis is out of range, or `shift` no integer.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...await dg.tensor([1, 2, 3, 4]).roll(1).data()], [4, 1, 2, 3]);
 * ```
 *
 * @category Ops
 */
export function roll(
  x: TensorLike,
  shift: number,
  options: TakeOptions = NO_OPTIONS,
): Tensor {
  checkArguments("roll", arguments, 3);
  const { tensor, axis, shape } = along("roll", x, options);
  if (!Number.isSafeInteger(shift)) {
    throw new ValueError(
      `Cannot compute roll: expected shift to be an integer, received ${
        quote(shift)
      }`,
    );
  }
  const size = tensor.shape[axis];
  const end = size === 0 ? 0 : ((shift % size) + size) % size;
  const [first, last] = split(tensor, [size - end, end], axis);
  return reshape(concat([last, first], axis), shape);
}

/** The tensor and the axis to go along: itself, or all of it as one row. */
export function along(
  name: string,
  x: TensorLike,
  options: TakeOptions,
): { tensor: Tensor; axis: number; shape: Shape } {
  checkOptions(name, options, ["axis"]);
  const tensor = toTensor(name, x), { axis } = options, { shape } = tensor;
  if (axis === undefined || axis === null) {
    return { tensor: reshape(tensor, [-1]), axis: 0, shape };
  }
  return { tensor, axis: toAxis(name, axis, tensor.rank), shape };
}
