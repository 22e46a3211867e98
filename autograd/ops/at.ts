/** Indexing as NumPy does it: `x.at(0)` is its `x[0]`, `x.at(null, [1, 3])` its `x[:, 1:3]`. */

import { quote, ShapeError } from "../../config/errors.ts";
import { type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { show } from "./axes.ts";
import { reshape } from "./reshape.ts";
import type { Index } from "./options.ts";
import { slice } from "./slice.ts";

/**
 * What lies at an index: a number for one place of an axis, which is gone then, `[from, to]` for the places from one up
 * to another, `[from]` for all from one on, `null` for a whole axis. Axes that are not named stay whole. No memory is copied.
 *
 * @throws {ShapeError} if there are more indices than axes, or one lies outside its axis, which NumPy cuts short.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals([...await x.at(1).data()], [4, 5, 6]);
 * assertEquals([...await x.at(null, -1).data()], [3, 6]);
 * assertEquals((await x.at([0, 1], [1])).shape, [1, 2]);
 * ```
 *
 * @category Ops
 */
export function at(x: TensorLike, ...index: readonly Index[]): Tensor {
  const tensor = toTensor("at", x);
  const { shape } = tensor;
  if (index.length > shape.length) throw outside(shape, index);
  const bounds = shape.map((size, axis) => {
    const bound = boundsOf(index[axis] ?? null, size);
    return bound ?? fail(shape, index);
  });
  const start = bounds.map(([from]) => from);
  const sizes = bounds.map(([from, to]) => to - from);
  const part = slice(tensor, start, sizes);
  const kept = sizes.filter((_, axis) => typeof index[axis] !== "number");
  return kept.length === sizes.length ? part : reshape(part, kept);
}

/** From where to where on an axis; nothing if that is no stretch of it. */
function boundsOf(index: Index, size: number): [number, number] | null {
  const [from, to = size] = index === null
    ? [0]
    : typeof index === "number"
    ? [index, index === -1 ? size : index + 1]
    : Array.isArray(index) && index.length > 0 && index.length < 3
    ? index
    : [NaN];
  const [first, end] = [from, to].map((one) => one < 0 ? one + size : one);
  const isInside = Number.isInteger(first) && Number.isInteger(end) &&
    0 <= first && first <= end && end <= size;
  return isInside ? [first, end] : null;
}

function fail(shape: readonly number[], index: readonly Index[]): never {
  throw outside(shape, index);
}

function outside(
  shape: readonly number[],
  index: readonly unknown[],
): ShapeError {
  return new ShapeError(
    `Cannot compute at: expected for each axis of ${
      show(shape)
    } at most one of a place, [from, to] or null, inside it, received ${
      quote(index)
    }`,
    { expected: shape, actual: [index.length] },
  );
}
