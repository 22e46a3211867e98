/** The matrix product. */

import type { Operand } from "../../backends/backend.ts";
import { ShapeError } from "../../config/errors.ts";
import {
  broadcast,
  broadcastShapes,
  contiguous,
  type Shape,
  type View,
} from "../../backends/view.ts";
import { youngOf } from "../../config/young.ts";
import { pack, typeOf } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { show } from "./axes.ts";
import { sumTo } from "./broadcast.ts";
import { transpose } from "./reshape.ts";

interface Product {
  readonly a: Shape;
  readonly b: Shape;
  readonly out: Shape;
}

const matmulOp: Op<Product> = {
  name: "matmul",
  forward([a, b], { out }) {
    const y = Tensor.empty(a.backend, out, typeOf([a, b]));
    const left = laidOut(a), right = laidOut(b);
    y.backend.matmul(factor(left, out), factor(right, out), y.operand());
    if (left !== a) left[Symbol.dispose]();
    if (right !== b) right[Symbol.dispose]();
    return youngOf(y, a, b);
  },
  vjp: (cotangent, [a, b], attrs, wants) => [
    wants[0] ? sumTo(matmul(cotangent, swap(b)), attrs.a) : null,
    wants[1] ? sumTo(matmul(swap(a), cotangent), attrs.b) : null,
  ],
};

function laidOut(x: Tensor): Tensor {
  return isMatrixLaid(x.view) ? x : pack(x);
}

/** A factor of a product of that shape, with its batch axes. */
function factor(laid: Tensor, out: Shape): Operand {
  const view = plain(laid.view), { shape } = view;
  if (out.length === 2) return laid.operand(view);
  const stretched = [...out.slice(0, -2), ...shape.slice(-2)];
  return laid.operand(broadcast(view, stretched));
}

/** Whether rows or columns lie one after the other, as the contract of `Backend.matmul` asks. */
function isMatrixLaid({ shape, strides }: View): boolean {
  const last = shape.length - 1;
  const rows = shape[last - 1], columns = shape[last];
  const down = strides[last - 1], across = strides[last];
  return (across === 1 && down >= columns) || (down === 1 && across >= rows);
}

/** A dense view may have any stride along an axis of one element: here it is the one that rows have. */
function plain(view: View): View {
  return isMatrixLaid(view) ? view : contiguous(view.shape, view.offset);
}

function swap(x: Tensor): Tensor {
  const { rank } = x;
  if (rank === 2) return transpose(x);
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

/**
 * The matrix product of the last two axes: `[..., m, k]` times `[..., k, n]` gives `[..., m, n]`; leading axes broadcast.
 *
 * @throws {ShapeError} if a tensor has fewer than two axes or the inner sizes differ.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const y = dg.matmul(dg.tensor([[1, 2], [3, 4]]), dg.tensor([[1], [10]]));
 * assertEquals([...await y.data()], [21, 43]);
 * ```
 *
 * @category Ops
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  checkArguments("matmul", arguments, 2);
  const [left, right] = toTensors("matmul", [a, b]);
  const fits = left.rank >= 2 && right.rank >= 2 &&
    left.shape.at(-1) === right.shape.at(-2);
  if (!fits) {
    throw new ShapeError(
      `Cannot compute matmul: expected [..., m, k] and [..., k, n], received ${
        show(left.shape)
      } and ${show(right.shape)}`,
      { expected: left.shape, actual: right.shape },
    );
  }
  const out = [left.shape.at(-2)!, right.shape.at(-1)!];
  if (left.rank > 2 || right.rank > 2) {
    const batch = broadcastShapes(
      left.shape.slice(0, -2),
      right.shape.slice(0, -2),
    );
    out.unshift(...batch);
  }
  return run(matmulOp, [left, right], { a: left.shape, b: right.shape, out });
}
