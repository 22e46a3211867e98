/** Calls of backend kernels on tensors: the outputs allocated, the operands laid out as the contract asks. */

import { type Expr, ITSELF } from "../backends/expr.ts";
import type { Operand, ReduceFn } from "../backends/backend.ts";
import type { DType } from "../backends/dtype.ts";
import {
  broadcast,
  broadcastShapes,
  canStretch,
  contiguous,
  isDense,
  permute,
  sameShape,
  type Shape,
  type View,
} from "../backends/view.ts";
import { youngList, youngOf } from "../config/young.ts";
import { withHolders } from "./memory.ts";
import { Tensor } from "./tensor.ts";

/** An expression over tensors, broadcast together. */
export function evaluate(expr: Expr, inputs: readonly Tensor[]): Tensor {
  return evaluateAll([expr], inputs)[0];
}

/** Several expressions over the same tensors, in one kernel. */
export function evaluateAll(
  exprs: readonly Expr[],
  inputs: readonly Tensor[],
): Tensor[] {
  const shape = commonShape(inputs);
  const { backend, view: first } = inputs[0];
  const view = isRowMajor(first, shape) ? first : contiguous(shape);
  const dtype = typeOf(inputs);
  // Loops, since this is run for every op.
  const operands = youngList<Operand>(inputs.length);
  const outs = youngList<Tensor>(exprs.length);
  const targets = youngList<Operand>(exprs.length);
  for (let i = 0; i < inputs.length; i++) {
    operands[i] = inputs[i].operand(broadcast(inputs[i].view, shape));
  }
  for (let i = 0; i < exprs.length; i++) {
    outs[i] = Tensor.empty(backend, shape, dtype, view);
    targets[i] = outs[i].operand();
  }
  try {
    backend.elementwise(exprs, operands, targets);
  } catch (error) {
    throw withHolders(backend, error);
  }
  return outs;
}

/**
 * What is stored of a computation with tensors: float16 if one of them is and no other that has axes is float32. Numbers
 * have none, and so decide nothing, as in PyTorch.
 */
export function typeOf(inputs: readonly Tensor[]): DType {
  let dtype: DType = "float32";
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i].dtype === "float16") dtype = "float16";
    else if (inputs[i].rank > 0) return "float32";
  }
  return dtype;
}

/** Whether a view is what `contiguous` would make of this very shape. */
function isRowMajor(view: View, shape: Shape): boolean {
  if (view.shape !== shape || view.offset !== 0) return false;
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    if (view.strides[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

function commonShape(inputs: readonly Tensor[]): Shape {
  const { shape } = inputs[0];
  for (let i = 1; i < inputs.length; i++) {
    if (canStretch(inputs[i].shape, shape)) continue;
    const common = broadcastShapes(...inputs.map((tensor) => tensor.shape));
    return sameShape(common, shape) ? shape : common;
  }
  return shape;
}

/**
 * Reduces an expression over tensors of one shape along the axes where `kept`, of the same rank, has size 1; the result
 * has shape `to`, with as many elements as `kept`. Sums are float32: those of many numbers of float16 are beyond its range.
 */
export function reduce(
  fn: ReduceFn,
  map: Expr,
  inputs: readonly Tensor[],
  kept: Shape,
  to: Shape,
): Tensor {
  const dtype = fn === "max" ? typeOf(inputs) : "float32";
  const out = Tensor.empty(inputs[0].backend, to, dtype);
  const order = memoryOrder(inputs, kept);
  inputs[0].backend.reduce(
    fn,
    youngOf(map),
    inputs.map((tensor) =>
      tensor.operand(order ? permute(tensor.view, order) : tensor.view)
    ),
    youngOf(
      out.operand(
        contiguous(order ? order.map((axis) => kept[axis]) : kept),
      ),
    ),
  );
  return out;
}

/**
 * The axes of a tensor in the order in which they lie in memory, if that is another one and what is kept of them keeps its
 * order.
 */
function memoryOrder(
  inputs: readonly Tensor[],
  kept: Shape,
): number[] | undefined {
  const [{ view: { strides } }] = inputs;
  if (inputs.length > 1 || isDescending(strides) || strides.includes(0)) {
    return undefined;
  }
  const axes = kept.map((_, axis) => axis);
  const order = axes.toSorted((a, b) => strides[b] - strides[a]);
  const stays = order.filter((axis) => kept[axis] > 1);
  return stays.every((axis, i) => i === 0 || stays[i - 1] < axis)
    ? order
    : undefined;
}

function isDescending(numbers: readonly number[]): boolean {
  for (let i = 1; i < numbers.length; i++) {
    if (numbers[i] > numbers[i - 1]) return false;
  }
  return true;
}

/** The same elements in row-major order: the tensor itself if they are so already, else a copy. */
export function pack(tensor: Tensor): Tensor {
  if (isDense(tensor.view)) return tensor;
  return evaluate(ITSELF, [tensor]);
}

/** Calls `f` with packed tensors, and frees the copies that took. */
export function withPacked<T>(
  tensors: readonly Tensor[],
  f: (...packed: Tensor[]) => T,
): T {
  const packed = tensors.map(pack);
  const result = f(...packed);
  packed.forEach((copy, i) => {
    if (copy !== tensors[i]) copy[Symbol.dispose]();
  });
  return result;
}
