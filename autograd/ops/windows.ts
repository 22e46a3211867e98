/** Windows that slide along an axis, as a view; and what they become when they are added up where they came from. */

import { ITSELF } from "../../backends/expr.ts";
import type { View } from "../../backends/view.ts";
import { quote, ShapeError } from "../../config/errors.ts";
import { integer } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { reduce } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import { scoped } from "../scope.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { show, toAxis } from "./axes.ts";
import type { Sliding } from "./options.ts";
import { expandDims, reshape, squeeze } from "./reshape.ts";
import { pad, slice } from "./slice.ts";

const BOUNDS = { least: 1 };
const OPTIONS = {
  axis: integer(),
  count: integer(undefined, BOUNDS),
  length: integer(undefined, BOUNDS),
  stride: integer(1, BOUNDS),
  dilation: integer(1, BOUNDS),
} satisfies Schema<Sliding>;

type Attrs = Required<Sliding> & { readonly size: number };

const windowsOp: Op<Attrs> = {
  name: "windows",
  forward: ([x], attrs) => [x.through(windowView(x.view, attrs))],
  vjp: (cotangent, _, attrs) => [run(overlapAddOp, [cotangent], attrs)],
};

const overlapAddOp: Op<Attrs> = {
  name: "overlapAdd",
  forward: ([x], attrs) => [addUp(x, attrs)],
  vjp: (cotangent, _, attrs) => [run(windowsOp, [cotangent], attrs)],
};

/** The axis as two: windows, and the cells in each. */
function windowView(view: View, attrs: Attrs): View {
  const { axis, count, length, stride, dilation } = attrs;
  const step = view.strides[axis];
  return {
    shape: view.shape.toSpliced(axis, 1, count, length),
    strides: view.strides.toSpliced(axis, 1, step * stride, step * dilation),
    offset: view.offset,
  };
}

/**
 * With `a = s j + r` the cell of a window, `s` the stride, cell `s q + r` of the axis is the sum over `j` of cell `a` of
 * window `q - j` (with a dilation `d`, where `s` is 1, of window `q - d j`): the diagonals of windows by cells, reduced.
 */
function addUp(x: Tensor, attrs: Attrs): Tensor {
  const { axis, count, length, stride, dilation, size } = attrs;
  const depth = Math.ceil(length / stride);
  const reach = (depth - 1) * dilation;
  const whole = count + reach;
  return scoped(() =>
    noGrad(() => {
      const padded = padAxis(
        padAxis(x, axis + 1, 0, depth * stride - length),
        axis,
        reach,
        reach,
      );
      const { shape, strides, offset } = padded.view;
      const [window, cell] = strides.slice(axis, axis + 2);
      const jump = stride * cell;
      const diagonals = padded.through({
        shape: shape.toSpliced(axis, 2, whole, depth, stride),
        strides: strides.toSpliced(
          axis,
          2,
          window,
          dilation * window - jump,
          cell,
        ),
        offset: offset + (depth - 1) * jump,
      });
      const to = shape.toSpliced(axis, 2, whole * stride);
      const kept = diagonals.shape.with(axis + 1, 1);
      const line = depth === 1
        ? reshape(diagonals, to)
        : reduce("sum", ITSELF, [diagonals], kept, to);
      const surplus = to[axis] - size;
      if (surplus < 0) return padAxis(line, axis, 0, -surplus);
      return slice(line, to.map(() => 0), to.with(axis, size));
    })
  );
}

/** The adjoint of `windows`: windows added up where they lie on an axis of `size` cells. */
export function overlapAdd(x: Tensor, attrs: Attrs): Tensor {
  const { axis, count, length, stride, dilation, size } = attrs;
  if (stride === 1 || dilation === 1) return run(overlapAddOp, [x], attrs);
  const between = (count - 1) * stride + 1;
  const some = { axis, count, length: 1, stride, dilation: 1, size: between };
  const all = { axis, count: between, length, stride: 1, dilation, size };
  const spread = run(overlapAddOp, [expandDims(x, axis + 1)], some);
  return run(overlapAddOp, [spread], all);
}

/** The tensor with zeros before and after on one axis; itself if there are none. */
export function padAxis(
  x: Tensor,
  axis: number,
  before: number,
  after: number,
): Tensor {
  if (before === 0 && after === 0) return x;
  return pad(x, x.shape.map((_, i) => i === axis ? [before, after] : [0, 0]));
}

/**
 * The windows along an axis, as two axes in its place: windows, and the cells in each. No memory is copied.
 *
 * @throws {ShapeError} if a window leaves the tensor.
 * @throws {ValueError} if a number of cells or windows is not an integer, 1 or more.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2, 3, 4]);
 * const pairs = dg.windows(x, { axis: 0, count: 3, length: 2 });
 * assertEquals([...await pairs.sum({ axis: 1 }).data()], [3, 5, 7]);
 * ```
 *
 * @category Ops
 */
export function windows(x: TensorLike, sliding: Sliding): Tensor {
  checkArguments("windows", arguments, 2);
  const read = readOptions("compute windows", OPTIONS, sliding);
  const { count, length, stride, dilation } = read;
  const tensor = toTensor("windows", x);
  const axis = toAxis("windows", read.axis, tensor.rank);
  const size = tensor.shape[axis];
  const end = (count - 1) * stride + (length - 1) * dilation + 1;
  if (end > size) {
    throw new ShapeError(
      `Cannot compute windows: expected windows inside axis ${axis} of ${
        show(tensor.shape)
      }, received ${quote(sliding)}`,
      { expected: `at most ${size} cells`, actual: [end] },
    );
  }
  if (stride > 1 && dilation > 1) {
    // All windows, then one in `stride` of them: the axis of size 1 that this adds is dropped, at the price of a copy.
    const all = { axis, count: (count - 1) * stride + 1, length, dilation };
    const some = { axis, count, length: 1, stride };
    return squeeze(windows(windows(tensor, all), some), axis + 1);
  }
  const attrs = { axis, count, length, stride, dilation, size };
  return run(windowsOp, [tensor], attrs);
}
