/** Rows of a tensor looked up by their indices, and the adjoint, which adds rows where they were looked up. */

import { contiguous, type Shape, sizeOf } from "../../backends/view.ts";
import { withPacked } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments, checkOptions, NO_OPTIONS } from "./arguments.ts";
import { toAxis } from "./axes.ts";
import type { TakeOptions } from "./options.ts";

/** Shapes as the kernels see them: groups, rows of a table or of a list, elements of a row. */
interface Attrs {
  readonly table: Shape;
  readonly list: Shape;
  /** What indices give that name no row. */
  readonly absent: number;
  readonly from: Shape;
  readonly to: Shape;
}

const gatherOp: Op<Attrs> = {
  name: "take",
  forward: ([x, indices], { table, list, to, absent }) => [
    withPacked([x, indices], (x, indices) => {
      const y = Tensor.empty(x.backend, to, x.dtype);
      x.backend.gather(as(x, table), as(indices), as(y, list), absent);
      return y;
    }),
    indices,
  ],
  vjp: (cotangent, [indices], attrs) => [
    run(scatterAddOp, [cotangent, indices], attrs),
    null,
  ],
};

const scatterAddOp: Op<Attrs> = {
  name: "scatterAdd",
  forward: ([x, indices], { table, list, from }) => [
    withPacked([x, indices], (x, indices) => {
      const y = Tensor.empty(x.backend, from, x.dtype);
      x.backend.scatterAdd(as(x, list), as(indices), as(y, table));
      return y;
    }),
    indices,
  ],
  vjp: (cotangent, [indices], attrs) => [
    run(gatherOp, [cotangent, indices], { ...attrs, absent: 0 }),
    null,
  ],
};

function as(x: Tensor, shape: Shape = [x.size]): ReturnType<Tensor["operand"]> {
  return x.operand(contiguous(shape, x.view.offset));
}

/**
 * The elements that `indices` name along an axis, or of the flattened tensor if no axis is given: NumPy's `take`. The
 * axes of `indices` take the place of the one they are looked up in.
 *
 * An index means its whole part; negative ones count from the back. What an index gives that names nothing is NaN: the
 * device computes later, when there is nobody left to throw to.
 *
 * @throws {ValueError} if the axis is out of range.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const table = dg.tensor([[1, 2], [3, 4], [5, 6]]);
 * const rows = dg.take(table, dg.tensor([2, 0, -1]), { axis: 0 });
 * assertEquals([...await rows.data()], [5, 6, 1, 2, 5, 6]);
 * ```
 *
 * @category Ops
 */
export function take(
  x: TensorLike,
  indices: TensorLike,
  options: TakeOptions = NO_OPTIONS,
): Tensor {
  checkArguments("take", arguments, 3);
  checkOptions("take", options, ["axis"]);
  const [tensor, chosen] = toTensors("take", [x, indices]);
  const { shape } = tensor;
  const flat = options.axis === undefined || options.axis === null;
  const axis = flat ? 0 : toAxis("take", options.axis!, tensor.rank);
  const [before, after] = flat
    ? [[], []]
    : [shape.slice(0, axis), shape.slice(axis + 1)];
  const [groups, width] = [before, after].map(sizeOf);
  return run(gatherOp, [tensor, chosen], {
    table: [groups, flat ? tensor.size : shape[axis], width],
    list: [groups, chosen.size, width],
    absent: NaN,
    from: shape,
    to: [...before, ...chosen.shape, ...after],
  });
}
