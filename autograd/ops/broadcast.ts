/** Broadcasting and its adjoint, the sum over what was stretched. */

import { ITSELF } from "../../backends/expr.ts";
import { broadcast, sameShape, type Shape } from "../../backends/view.ts";
import { reduce } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { toShape } from "./axes.ts";

interface Stretch {
  readonly from: Shape;
  readonly to: Shape;
}

const broadcastToOp: Op<Stretch> = {
  name: "broadcastTo",
  forward: ([x], { to }) => [x.through(broadcast(x.view, to))],
  vjp: (cotangent, _, { from }) => [sumTo(cotangent, from)],
};

const sumToOp: Op<Stretch> = {
  name: "sumTo",
  forward([x], { from, to }) {
    const kept = from.slice(), lead = from.length - to.length;
    for (let i = 0; i < kept.length; i++) kept[i] = i < lead ? 1 : to[i - lead];
    return [reduce("sum", ITSELF, [x], kept, to)];
  },
  vjp: (cotangent, _, { from }) => [stretch(cotangent, from)],
};

/** Like `broadcastTo`, but a tensor that has the shape already is given itself. */
export function stretch(x: Tensor, to: Shape): Tensor {
  if (sameShape(x.shape, to)) return x;
  return run(broadcastToOp, [x], { from: x.shape, to });
}

/**
 * The tensor repeated along new leading axes and along axes of size 1; no memory is copied.
 *
 * @throws {ShapeError} if `shape` is none, or does not follow from the tensor's by NumPy's rules.
 *
 * @category Ops
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  checkArguments("broadcastTo", arguments, 2);
  const tensor = toTensor("broadcastTo", x);
  const to = toShape("broadcastTo", shape);
  // A tensor of its own even where nothing is stretched: who disposes of it leaves the other as it is.
  return run(broadcastToOp, [tensor], { from: tensor.shape, to });
}

/** The sum over every axis that a broadcast from `shape` would have stretched: its adjoint. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return run(sumToOp, [x], { from: x.shape, to: shape });
}
