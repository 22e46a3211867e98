/** Slices and padding, adjoint to each other, and what is made of them: concat, stack, split. */

import { constant, ITSELF } from "../../backends/expr.ts";
import { sameShape, type Shape, window } from "../../backends/view.ts";
import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { checkArray, checkNumeric } from "../../config/options.ts";
import { typeOf } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensor, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { received, show, toAxis, toIntegers } from "./axes.ts";
import type { PadMode } from "./options.ts";
import { checkPadMode, padWithOwn } from "./pad_modes.ts";
import { expandDims } from "./reshape.ts";

/** Where a tensor of shape `inner` lies in one of shape `outer`: from `start` on. */
interface Placement {
  readonly start: Shape;
  readonly inner: Shape;
  readonly outer: Shape;
}

const sliceOp: Op<Placement> = {
  name: "slice",
  forward: ([x], { start, inner }) => [x.through(window(x.view, start, inner))],
  vjp: (cotangent, _, attrs) => [
    run(padOp, [cotangent], { ...attrs, value: 0 }),
  ],
};

/** What lies around is a constant: on the way back only the slice counts. */
const padOp: Op<Placement & { value: number }> = {
  name: "pad",
  forward([x], { start, inner, outer, value }) {
    const y = Tensor.empty(x.backend, outer, x.dtype);
    if (!sameShape(inner, outer)) {
      x.backend.elementwise([constant(value)], [], [y.operand()]);
    }
    writeSlice(x, y, start);
    return [y];
  },
  vjp: (cotangent, _, { start, inner, outer }) => [
    run(sliceOp, [cotangent], { start, inner, outer }),
  ],
};

function writeSlice(x: Tensor, y: Tensor, start: Shape): void {
  const target = y.operand(window(y.view, start, x.shape));
  x.backend.elementwise([ITSELF], [x.operand()], [target]);
}

/**
 * The slice of `size` that begins at `start`; -1 as a size takes what is left. No memory is copied.
 *
 * @throws {ShapeError} if the slice leaves the tensor.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals([...await dg.slice(x, [0, 1], [-1, 2]).data()], [2, 3, 5, 6]);
 * ```
 *
 * @category Ops
 */
export function slice(
  x: TensorLike,
  start: readonly number[],
  size: readonly number[],
): Tensor {
  checkArguments("slice", arguments, 3);
  const tensor = toTensor("slice", x);
  const outer = tensor.shape;
  const begin = toIntegers("slice", "start", start, outer);
  const inner = toIntegers("slice", "size", size, outer)
    .map((length, i) => length === -1 ? outer[i] - begin[i] : length);
  const inside = outer.every((length, i) =>
    begin[i] >= 0 && inner[i] >= 0 && begin[i] + inner[i] <= length
  );
  if (!inside) {
    throw new ShapeError(
      `Cannot compute slice: expected a slice inside ${
        show(outer)
      }, received start ${show(start)} and size ${show(size)}`,
      { expected: outer, actual: size },
    );
  }
  return run(sliceOp, [tensor], { start: begin, inner, outer });
}

/**
 * The tensor with `[before, after]` elements added on each axis: of a number, or of its own as a mode has them (NumPy's
 * `pad`). A mode goes on as often as it takes, so that more may be added than there are.
 *
 * @throws {ShapeError} if there is not one pair of integers, 0 or more, an axis.
 * @throws {ValueError} if there is no such mode.
 * @throws {TypeError} if `value` is neither a number nor a string.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2, 3]);
 * assertEquals([...await x.pad([[1, 2]]).data()], [0, 1, 2, 3, 0, 0]);
 * assertEquals([...await x.pad([[1, 2]], "reflect").data()], [2, 1, 2, 3, 2, 1]);
 * ```
 *
 * @category Ops
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [number, number])[],
  value: number | PadMode = 0,
): Tensor {
  checkArguments("pad", arguments, 3);
  const tensor = toTensor("pad", x);
  const inner = tensor.shape;
  if (typeof value === "string") checkPadMode(value);
  else checkNumeric("compute pad", "value", value);
  if (!arePairs(widths, inner.length)) {
    throw new ShapeError(
      `Cannot compute pad: expected a pair of integers, 0 or more, for each axis of ${
        show(inner)
      }, received ${quote(widths)}`,
      { expected: inner, actual: [] },
    );
  }
  if (typeof value === "string") return padWithOwn(tensor, widths, value);
  const outer = inner.map((size, i) => widths[i][0] + size + widths[i][1]);
  const start = widths.map(([before]) => before);
  return run(padOp, [tensor], { start, inner, outer, value });
}

function arePairs(widths: unknown, count: number): boolean {
  return Array.isArray(widths) && widths.length === count &&
    [...widths].every((pair) =>
      Array.isArray(pair) && pair.length === 2 &&
      [...pair].every((width) => Number.isSafeInteger(width) && width >= 0)
    );
}

const concatOp: Op<readonly Placement[]> = {
  name: "concat",
  forward(xs, placements) {
    const [{ outer }] = placements;
    const y = Tensor.empty(xs[0].backend, outer, typeOf(xs));
    xs.forEach((x, i) => writeSlice(x, y, placements[i].start));
    return [y];
  },
  vjp: (cotangent, _, placements, wants) =>
    placements.map((one, i) =>
      wants[i] ? run(sliceOp, [cotangent], one) : null
    ),
};

/**
 * Tensors one after the other along an axis.
 *
 * @throws {ShapeError} if they differ on another axis.
 *
 * @category Ops
 */
export function concat(xs: readonly TensorLike[], axis = -1): Tensor {
  checkArguments("concat", arguments, 2);
  checkArray("compute concat", xs, "an array of tensors");
  const tensors = toTensors("concat", [...xs]);
  const first = firstOf("concat", tensors).shape;
  const along = toAxis("concat", axis, first.length);
  let end = 0;
  const starts = tensors.map(({ shape }) => {
    const alike = shape.length === first.length &&
      shape.every((size, i) => i === along || size === first[i]);
    if (!alike) {
      throw new ShapeError(
        `Cannot compute concat: expected shapes that differ on axis ${along} only, received ${
          tensors.map((tensor) => show(tensor.shape)).join(", ")
        }`,
        { expected: first, actual: shape },
      );
    }
    const start = end;
    end += shape[along];
    return first.map((_, i) => i === along ? start : 0);
  });
  const outer = first.with(along, end);
  const placements = tensors.map(({ shape }, i) => ({
    start: starts[i],
    inner: shape,
    outer,
  }));
  return run(concatOp, tensors, placements);
}

/**
 * Tensors of one shape along a new axis.
 *
 * @throws {ShapeError} if their shapes differ.
 *
 * @category Ops
 */
export function stack(xs: readonly TensorLike[], axis = 0): Tensor {
  checkArguments("stack", arguments, 2);
  checkArray("compute stack", xs, "an array of tensors");
  const tensors = toTensors("stack", [...xs]);
  const { shape } = firstOf("stack", tensors);
  const other = tensors.find((tensor) => !sameShape(tensor.shape, shape));
  if (other) {
    throw new ShapeError(
      `Cannot compute stack: expected tensors of one shape, received ${
        tensors.map((tensor) => show(tensor.shape)).join(", ")
      }`,
      { expected: shape, actual: other.shape },
    );
  }
  const along = toAxis("stack", axis, shape.length + 1);
  return concat(tensors.map((x) => expandDims(x, along)), along);
}

function firstOf(name: string, tensors: readonly Tensor[]): Tensor {
  if (tensors.length > 0) return tensors[0];
  throw new ValueError(
    `Cannot compute ${name}: expected at least one tensor, received none`,
  );
}

/**
 * Equal parts of a tensor along an axis: `parts` of them, or with these sizes, of which one may be -1 for what is left.
 *
 * @throws {ValueError} if the axis does not divide so.
 *
 * @category Ops
 */
export function split(
  x: TensorLike,
  parts: number | readonly number[],
  axis = -1,
): Tensor[] {
  checkArguments("split", arguments, 3);
  const tensor = toTensor("split", x);
  const along = toAxis("split", axis, tensor.rank);
  const length = tensor.shape[along];
  const sizes = sizesOf(parts, length);
  const total = sizes?.reduce((a, b) => a + b, 0);
  if (!sizes || total !== length) {
    throw new ValueError(
      `Cannot compute split: expected whole parts of axis ${along} of size ${length}, received ${
        typeof parts === "number"
          ? `${parts} parts`
          : `sizes ${received(parts)}`
      }`,
    );
  }
  let end = 0;
  return sizes.map((size) => {
    const start = tensor.shape.map((_, i) => i === along ? end : 0);
    end += size;
    return slice(tensor, start, tensor.shape.with(along, size));
  });
}

/** The sizes of the parts, or null where they are none. */
function sizesOf(
  parts: number | readonly number[],
  length: number,
): readonly number[] | null {
  if (typeof parts !== "number") {
    // Copied, so that holes count as what they are.
    const sizes: readonly number[] = Array.isArray(parts) ? [...parts] : [NaN];
    const known = sizes.filter((size) => size !== -1);
    if (!known.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      return null;
    }
    const left = length - known.reduce((a, b) => a + b, 0);
    const isRight = sizes.length - known.length < 2 && left >= 0;
    return isRight ? sizes.map((size) => size === -1 ? left : size) : null;
  }
  const isWhole = Number.isSafeInteger(parts) && parts >= 1 &&
    length % parts === 0;
  return isWhole ? new Array<number>(parts).fill(length / parts) : null;
}
