/** Pooling: the largest, or the mean, of the cells in windows that slide over images. */

import { input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { eq, max, select } from "../formula.ts";
import { evaluate, fold } from "../kernel.ts";
import { type Op, run } from "../op.ts";
import { Scope } from "../scope.ts";
import { noGrad } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { broadcastTo } from "./broadcast.ts";
import { conv2dGeometry, type ConvAxes } from "./conv_geometry.ts";
import { div } from "./elementwise.ts";
import { elementwise } from "./elementwise_op.ts";
import { CELLS, imageWindows } from "./image_windows.ts";
import { sum } from "./reduce.ts";
import { reshape } from "./reshape.ts";

const [a, b, c] = [0, 1, 2].map(input);
// The place of a cell that is the maximum, out of the way otherwise.
const PLACE_OF_MAXIMUM = select(eq(a, b), c, -Infinity);
// The cotangent at the place chosen.
const AT_PLACE = select(eq(a, b), c, 0);

function keptShape(windows: Tensor): Shape {
  return windows.shape.map((size, axis) => CELLS.includes(axis) ? 1 : size);
}

/** The first of a window's maxima, row by row, takes the whole gradient: relu makes ties common. */
const maxOfWindowsOp: Op<null> = {
  name: "maxPool",
  forward([x]) {
    const y = maxima(x);
    return [y, x, y];
  },
  vjp(cotangent, [x, y]) {
    const { places, first } = firstMaxima(x, y);
    return [elementwise(AT_PLACE, [places, first, cotangent])];
  },
};

// For windows of so few cells one pass over all is quicker than a fold.
const MAXIMA = new Map([2, 3, 4].map((count) => {
  const cells = Array.from({ length: count }, (_, i) => input(i));
  return [count, cells.reduce((most, cell) => max(most, cell))] as const;
}));

function maxima(x: Tensor): Tensor {
  const kept = keptShape(x);
  const [height, width] = CELLS.map((axis) => x.shape[axis]);
  const expr = MAXIMA.get(height * width);
  if (!expr) return fold("max", input(0), [x], kept, kept);
  const { strides, offset } = x.view;
  const [down, right] = CELLS.map((axis) => strides[axis]);
  using scope = new Scope();
  const cells = Array.from({ length: height * width }, (_, i) => {
    const at = Math.floor(i / width) * down + (i % width) * right;
    return x.through({ shape: kept, strides, offset: offset + at });
  });
  return scope.keep(evaluate(expr, cells));
}

/** Numbers for the cells of a window, falling row by row, and in each window that of the first maximum. */
function firstMaxima(
  x: Tensor,
  y: Tensor,
): { places: Tensor; first: Tensor } {
  const kept = keptShape(x);
  const [height, width] = CELLS.map((axis) => x.shape[axis]);
  const order = Float64Array.from({ length: height * width }, (_, i) => -i);
  return noGrad(() => {
    const places = Tensor.from(x.backend, order, [1, 1, height, 1, width, 1]);
    using scope = new Scope();
    const all = [x, broadcastTo(y, x.shape), broadcastTo(places, x.shape)];
    const first = fold("max", PLACE_OF_MAXIMUM, all, kept, kept);
    return { places, first: scope.keep(first) };
  });
}

/** The largest cell of each window over `[batch, height, width, channels]`. */
export function maxPool(x: Tensor, axes: ConvAxes): Tensor {
  const y = run(maxOfWindowsOp, [imageWindows(x, axes, -Infinity)], null);
  return withoutCells(y);
}

/** The mean of the cells of each window that lie inside `[batch, height, width, channels]`. */
export function averagePool(x: Tensor, axes: ConvAxes): Tensor {
  const windows = imageWindows(x, axes, 0);
  const total = sum(windows, { axis: CELLS });
  const [height, width] = [counts(axes, 0), counts(axes, 1)];
  const full = axes.kernel[0] * axes.kernel[1];
  const all = height.flatMap((rows) => width.map((columns) => rows * columns));
  if (all.every((count) => count === full)) return div(total, full);
  const shape = [height.length, width.length, 1];
  return div(total, Tensor.from(x.backend, all, shape));
}

/** How many cells of each window along an axis lie inside. */
function counts(axes: ConvAxes, i: 0 | 1): number[] {
  const [input, kernel, stride] = [axes.input, axes.kernel, axes.strides]
    .map((pair) => pair[i]);
  const { output, geometry } = conv2dGeometry(axes);
  return Array.from({ length: output[i] }, (_, at) => {
    const start = at * stride - geometry.padding[i];
    return Math.min(start + kernel, input) - Math.max(start, 0);
  });
}

function withoutCells(y: Tensor): Tensor {
  return reshape(y, y.shape.filter((_, axis) => !CELLS.includes(axis)));
}
