/** The matrix product. */

import { ShapeError } from "../../config/errors.ts";
import {
  broadcast,
  broadcastShapes,
  contiguous,
  type Shape,
  type View,
} from "../../backends/view.ts";
import { pack } from "../kernel.ts";
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
    const y = Tensor.empty(a.backend, out);
    const batch = out.slice(0, -2);
    const operands = [a, b].map((tensor) => {
      const laid = isMatrixLaid(tensor.view) ? tensor : pack(tensor);
      const shape = [...batch, ...tensor.shape.slice(-2)];
      return {
        laid,
        operand: laid.operand(broadcast(plain(laid.view), shape)),
      };
    });
    y.backend.matmul(operands[0].operand, operands[1].operand, y.operand());
    operands.forEach(({ laid }, i) => {
      if (laid !== [a, b][i]) laid[Symbol.dispose]();
    });
    return [y, a, b];
  },
  vjp: (cotangent, [a, b], attrs, wants) => [
    wants[0] ? sumTo(matmul(cotangent, swap(b)), attrs.a) : null,
    wants[1] ? sumTo(matmul(swap(a), cotangent), attrs.b) : null,
  ],
};

/** Whether rows or columns lie one after the other, as the contract of `Backend.matmul` asks. */
function isMatrixLaid({ shape, strides }: View): boolean {
  const [rows, columns] = shape.slice(-2);
  const [down, across] = strides.slice(-2);
  return (across === 1 && down >= columns) || (down === 1 && across >= rows);
}

/** A dense view may have any stride along an axis of one element: here it is the one that rows have. */
function plain(view: View): View {
  return isMatrixLaid(view) ? view : contiguous(view.shape, view.offset);
}

function swap(x: Tensor): Tensor {
  const { rank } = x;
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
  const batch = broadcastShapes(
    left.shape.slice(0, -2),
    right.shape.slice(0, -2),
  );
  const out = [...batch, left.shape.at(-2)!, right.shape.at(-1)!];
  return run(matmulOp, [left, right], { a: left.shape, b: right.shape, out });
}
