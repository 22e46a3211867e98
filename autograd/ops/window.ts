/** Slices and padding, adjoint to each other, and what is made of them: concat, stack, split. */

import { constant, input } from "../../backends/expr.ts";
import { sameShape, type Shape, window } from "../../backends/view.ts";
import { ShapeError, ValueError } from "../../backends/errors.ts";
import { type Op, run, type TensorLike, toTensor, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { show, toAxis } from "./axes.ts";
import { expandDims } from "./reshape.ts";

/** A window of shape `inner` that starts at `start` in a tensor of shape `outer`. */
interface Window {
  readonly start: Shape;
  readonly inner: Shape;
  readonly outer: Shape;
}

const sliceOp: Op<Window> = {
  name: "slice",
  forward: ([x], { start, inner }) => [x.through(window(x.view, start, inner))],
  vjp: (cotangent, _, attrs) => [run(padOp, [cotangent], attrs)],
};

const padOp: Op<Window & { value?: number }> = {
  name: "pad",
  forward([x], { start, inner, outer, value = 0 }) {
    const y = Tensor.empty(x.backend, outer);
    if (!sameShape(inner, outer)) {
      x.backend.elementwise([constant(value)], [], [y.operand()]);
    }
    writeWindow(x, y, start);
    return [y];
  },
  vjp: (cotangent, _, attrs) => [run(sliceOp, [cotangent], attrs)],
};

function writeWindow(x: Tensor, y: Tensor, start: Shape): void {
  const target = y.operand(window(y.view, start, x.shape));
  x.backend.elementwise([input(0)], [x.operand()], [target]);
}

/**
 * The window of `size` that begins at `start`; -1 as a size takes what is left. No memory is copied.
 *
 * @throws {ShapeError} if the window leaves the tensor.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
 * assertEquals([...await dg.slice(x, [0, 1], [-1, 2]).data()], [2, 3, 5, 6]);
 * ```
 */
export function slice(
  x: TensorLike,
  start: readonly number[],
  size: readonly number[],
): Tensor {
  const tensor = toTensor("slice", x);
  const outer = tensor.shape;
  const inner = size.map((length, i) =>
    length === -1 ? outer[i] - start[i] : length
  );
  const inside = start.length === outer.length &&
    size.length === outer.length &&
    outer.every((length, i) =>
      Number.isInteger(start[i]) && Number.isInteger(inner[i]) &&
      start[i] >= 0 && inner[i] >= 0 && start[i] + inner[i] <= length
    );
  if (!inside) {
    throw new ShapeError(
      `Cannot compute slice: expected a window inside ${
        show(outer)
      }, received start ${show(start)} and size ${show(size)}`,
      { expected: outer, actual: size },
    );
  }
  return run(sliceOp, [tensor], { start: [...start], inner, outer });
}

/**
 * The tensor with `[before, after]` elements of `value` added on each axis.
 *
 * @throws {ShapeError} if there is not one pair of integers, 0 or more, an axis.
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [number, number])[],
  value = 0,
): Tensor {
  const tensor = toTensor("pad", x);
  const whole = widths.length === tensor.rank &&
    widths.flat().every((width) => Number.isInteger(width) && width >= 0);
  if (!whole) {
    throw new ShapeError(
      `Cannot compute pad: expected a pair of integers, 0 or more, for each axis of ${
        show(tensor.shape)
      }, received ${JSON.stringify(widths)}`,
      { expected: tensor.shape, actual: widths.map((pair) => pair.length) },
    );
  }
  const inner = tensor.shape;
  const outer = inner.map((size, i) => widths[i][0] + size + widths[i][1]);
  const start = widths.map(([before]) => before);
  return run(padOp, [tensor], { start, inner, outer, value });
}

const concatOp: Op<readonly Window[]> = {
  name: "concat",
  forward(xs, windows) {
    const y = Tensor.empty(xs[0].backend, windows[0].outer);
    xs.forEach((x, i) => writeWindow(x, y, windows[i].start));
    return [y];
  },
  vjp: (cotangent, _, windows, wants) =>
    windows.map((w, i) => wants[i] ? run(sliceOp, [cotangent], w) : null),
};

/**
 * Tensors one after the other along an axis.
 *
 * @throws {ShapeError} if they differ on another axis.
 */
export function concat(xs: readonly TensorLike[], axis = -1): Tensor {
  const tensors = toTensors("concat", xs);
  if (tensors.length === 0) {
    throw new ValueError(
      "Cannot compute concat: expected at least one tensor, received none",
    );
  }
  const first = tensors[0].shape;
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
  const windows = tensors.map(({ shape }, i) => ({
    start: starts[i],
    inner: shape,
    outer,
  }));
  return run(concatOp, tensors, windows);
}

/** Tensors of one shape along a new axis. */
export function stack(xs: readonly TensorLike[], axis = 0): Tensor {
  return concat(xs.map((x) => expandDims(x, axis)), axis);
}

/**
 * Equal parts of a tensor along an axis: `parts` of them, or with these sizes.
 *
 * @throws {ValueError} if the axis does not divide so.
 */
export function split(
  x: TensorLike,
  parts: number | readonly number[],
  axis = -1,
): Tensor[] {
  const tensor = toTensor("split", x);
  const along = toAxis("split", axis, tensor.rank);
  const length = tensor.shape[along];
  const sizes = typeof parts === "number"
    ? new Array<number>(Math.max(0, Math.floor(parts))).fill(length / parts)
    : parts;
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== length || !sizes.every((size) => Number.isInteger(size))) {
    throw new ValueError(
      `Cannot compute split: expected whole parts of axis ${along} of size ${length}, received ${
        typeof parts === "number" ? `${parts} parts` : `sizes ${show(parts)}`
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
