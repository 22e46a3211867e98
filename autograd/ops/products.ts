/** Running sums, and products of elements, made of halves: so their gradients are right where elements are 0. */

import { sizeOf } from "../../backends/view.ts";
import type { TensorLike } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, NO_OPTIONS } from "./arguments.ts";
import { add, mul } from "./elementwise.ts";
import type { TakeOptions } from "./options.ts";
import { along } from "./rearrange.ts";
import { type ReduceOp, reduction } from "./reduce.ts";
import { reshape, transpose } from "./reshape.ts";
import { pad, slice, split } from "./slice.ts";

/**
 * The sum of the elements up to each along an axis, or of the flattened tensor if no axis is given: NumPy's `cumsum`.
 * Hillis, Steele: Data Parallel Algorithms (CACM 1986).
 *
 * @throws {ValueError} if the axis is out of range.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...await dg.tensor([1, 2, 3]).cumsum().data()], [1, 3, 6]);
 * ```
 *
 * @category Ops
 */
export function cumsum(
  x: TensorLike,
  options: TakeOptions = NO_OPTIONS,
): Tensor {
  checkArguments("cumsum", arguments, 2);
  const { tensor, axis } = along("cumsum", x, options);
  const { shape } = tensor, size = shape[axis];
  const start = shape.map(() => 0);
  let sums = reshape(tensor, shape);
  for (let step = 1; step < size; step *= 2) {
    const early = slice(sums, start, shape.with(axis, size - step));
    const widths = shape.map((_, i) => [i === axis ? step : 0, 0] as const);
    sums = add(sums, pad(early, widths));
  }
  return sums;
}

/**
 * The product over axes, 1 of no elements.
 *
 * @throws {ValueError} if an axis is out of range or named twice.
 * @throws {TypeError} if there is no such option.
 *
 * @category Ops
 */
export const prod: ReduceOp = reduction("prod", (x, { axes, from, to }) => {
  const stay = from.map((_, i) => i).filter((i) => !axes.includes(i));
  const count = sizeOf(axes.map((i) => from[i]));
  let rows = reshape(transpose(x, [...stay, ...axes]), [sizeOf(to), count]);
  if (count === 0) rows = pad(rows, [[0, 0], [0, 1]], 1);
  while (rows.shape[1] > 1) {
    if (rows.shape[1] % 2 > 0) rows = pad(rows, [[0, 0], [0, 1]], 1);
    const [first, second] = split(rows, 2, 1);
    rows = mul(first, second);
  }
  return reshape(rows, to);
});
