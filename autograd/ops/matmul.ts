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

/** A product, each factor of which may be taken with its last two axes swapped: no transposed tensor is made for that. */
interface Product {
  readonly a: Shape;
  readonly b: Shape;
  readonly out: Shape;
  readonly swapsA: boolean;
  readonly swapsB: boolean;
}

const matmulOp: Op<Product> = {
  name: "matmul",
  forward([a, b], { out, swapsA, swapsB }) {
    const y = Tensor.empty(a.backend, out, typeOf([a, b]));
    const left = laidOut(a), right = laidOut(b);
    y.backend.matmul(
      factor(left, swapsA, out),
      factor(right, swapsB, out),
      y.operand(),
    );
    if (left !== a) left[Symbol.dispose]();
    if (right !== b) right[Symbol.dispose]();
    return [y, a, b];
  },
  vjp(cotangent, [a, b], { a: ofA, b: ofB, swapsA, swapsB }, wants) {
    const left = () =>
      swapsA
        ? product(b, cotangent, swapsB, true)
        : product(cotangent, b, false, !swapsB);
    const right = () =>
      swapsB
        ? product(cotangent, a, true, swapsA)
        : product(a, cotangent, !swapsA, false);
    return [
      wants[0] ? sumTo(left(), ofA) : null,
      wants[1] ? sumTo(right(), ofB) : null,
    ];
  },
};

/** The product of tensors that fit, with axes swapped as told. */
function product(
  a: Tensor,
  b: Tensor,
  swapsA: boolean,
  swapsB: boolean,
): Tensor {
  const { shape: ofA } = a, { shape: ofB } = b;
  const rows = ofA[ofA.length - (swapsA ? 1 : 2)];
  const columns = ofB[ofB.length - (swapsB ? 2 : 1)];
  const out = ofA.length === 2 && ofB.length === 2
    ? youngOf(rows, columns)
    : [...broadcastShapes(ofA.slice(0, -2), ofB.slice(0, -2)), rows, columns];
  return run(matmulOp, youngOf(a, b), {
    a: ofA,
    b: ofB,
    out,
    swapsA,
    swapsB,
  });
}

function laidOut(x: Tensor): Tensor {
  return isMatrixLaid(x.view) ? x : pack(x);
}

/** A factor of a product of that shape, with its batch axes. */
function factor(laid: Tensor, swaps: boolean, out: Shape): Operand {
  const view = swaps ? swapped(plain(laid.view)) : plain(laid.view);
  const { shape } = view;
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

/** The view with its last two axes swapped. */
function swapped({ shape, strides, offset }: View): View {
  return { shape: turned(shape), strides: turned(strides), offset };
}

function turned(sizes: readonly number[]): number[] {
  const all = sizes.slice(), last = all.length - 1;
  all[last - 1] = sizes[last];
  all[last] = sizes[last - 1];
  return all;
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
  return product(left, right, false, false);
}
