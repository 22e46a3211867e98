/** The same elements under another shape or another order of axes; memory is shared where it can be. */

import { contiguous, permute, type Shape } from "../../backends/view.ts";
import { ValueError } from "../../config/errors.ts";
import { checkArray } from "../../config/options.ts";
import { pack } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { type Axes, inferShape, show, toAxes, toAxis } from "./axes.ts";

const reshapeOp: Op<{ from: Shape; to: Shape }> = {
  name: "reshape",
  forward([x], { to }) {
    const packed = pack(x);
    const y = packed.through(contiguous(to, packed.view.offset));
    if (packed !== x) packed[Symbol.dispose]();
    return [y];
  },
  vjp: (cotangent, _, { from }) => [reshape(cotangent, from)],
};

/**
 * The same elements, in row-major order, under another shape; -1 stands for what is left.
 *
 * @throws {ShapeError} if the number of elements differs.
 *
 * @category Ops
 */
export function reshape(x: TensorLike, shape: readonly number[]): Tensor {
  checkArguments("reshape", arguments, 2);
  const tensor = toTensor("reshape", x);
  const to = inferShape("reshape", tensor.shape, shape);
  return run(reshapeOp, [tensor], { from: tensor.shape, to });
}

const transposeOp: Op<readonly number[]> = {
  name: "transpose",
  forward: ([x], axes) => [x.through(permute(x.view, axes))],
  vjp: (cotangent, _, axes) => [
    transpose(cotangent, axes.map((_, axis) => axes.indexOf(axis))),
  ],
};

/**
 * The axes in another order: axis `i` of the result is axis `axes[i]`; all reversed if not given.
 *
 * @throws {ValueError} if `axes` does not name each axis once.
 *
 * @category Ops
 */
export function transpose(x: TensorLike, axes?: readonly number[]): Tensor {
  checkArguments("transpose", arguments, 2);
  const tensor = toTensor("transpose", x);
  const { rank } = tensor;
  if (axes === undefined) {
    const reversed = new Array<number>(rank);
    for (let i = 0; i < rank; i++) reversed[i] = rank - 1 - i;
    return run(transposeOp, [tensor], reversed);
  }
  checkArray("compute transpose", axes, "an array of axes");
  const order = [...axes].map((axis) => toAxis("transpose", axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new ValueError(
      `Cannot compute transpose: expected each of ${rank} axes once, received axes ${
        show(axes)
      }`,
    );
  }
  return run(transposeOp, [tensor], order);
}

/**
 * A new axis of size 1 in front of axis `axis` of the result.
 * @category Ops
 */
export function expandDims(x: TensorLike, axis: number): Tensor {
  checkArguments("expandDims", arguments, 2);
  const tensor = toTensor("expandDims", x);
  const at = toAxis("expandDims", axis, tensor.rank + 1);
  return reshape(tensor, tensor.shape.toSpliced(at, 0, 1));
}

/**
 * Without the axes of size 1 that are named, or without any of them.
 *
 * @throws {ValueError} if a named axis has another size.
 *
 * @category Ops
 */
export function squeeze(x: TensorLike, axis?: Axes): Tensor {
  checkArguments("squeeze", arguments, 2);
  const tensor = toTensor("squeeze", x);
  const { shape } = tensor;
  const all = axis === null || axis === undefined;
  const drop = all
    ? shape.flatMap((size, i) => size === 1 ? [i] : [])
    : toAxes("squeeze", axis, tensor.rank);
  const wide = drop.find((i) => shape[i] !== 1);
  if (wide !== undefined) {
    throw new ValueError(
      `Cannot compute squeeze: expected axis ${wide} to have size 1, received shape ${
        show(shape)
      }`,
    );
  }
  return reshape(tensor, shape.filter((_, i) => !drop.includes(i)));
}
