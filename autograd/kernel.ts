/** Calls of backend kernels on tensors: the outputs allocated, the operands laid out as the contract asks. */

import { type Expr, input } from "../backends/expr.ts";
import type { ReduceFn } from "../backends/backend.ts";
import {
  broadcast,
  broadcastShapes,
  contiguous,
  isDense,
  permute,
  type Shape,
} from "../backends/view.ts";
import { explainingMemory } from "./memory.ts";
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
  const shape = broadcastShapes(...inputs.map((tensor) => tensor.shape));
  const operands = inputs.map((t) => t.operand(broadcast(t.view, shape)));
  const { backend } = inputs[0];
  const outs = exprs.map(() => Tensor.empty(backend, shape));
  const targets = outs.map((out) => out.operand());
  explainingMemory(
    backend,
    () => backend.elementwise(exprs, operands, targets),
  );
  return outs;
}

/**
 * Reduces an expression over tensors of one shape along the axes where `kept`, of the same rank, has size 1; the result
 * has shape `to`, with as many elements as `kept`.
 */
export function reduce(
  fn: ReduceFn,
  map: Expr,
  inputs: readonly Tensor[],
  kept: Shape,
  to: Shape,
): Tensor {
  const out = Tensor.empty(inputs[0].backend, to);
  const order = memoryOrder(inputs, kept);
  inputs[0].backend.reduce(
    fn,
    [map],
    inputs.map((tensor) => tensor.operand(permute(tensor.view, order))),
    [out.operand(contiguous(order.map((axis) => kept[axis])))],
  );
  return out;
}

/** The axes of a tensor in the order in which they lie in memory, if what is kept of them keeps its order. */
function memoryOrder(inputs: readonly Tensor[], kept: Shape): number[] {
  const axes = kept.map((_, axis) => axis);
  const [{ view: { strides } }] = inputs;
  if (inputs.length > 1 || strides.includes(0)) return axes;
  const order = axes.toSorted((a, b) => strides[b] - strides[a]);
  const stays = order.filter((axis) => kept[axis] > 1);
  return stays.every((axis, i) => i === 0 || stays[i - 1] < axis)
    ? order
    : axes;
}

/** The same elements in row-major order: the tensor itself if they are so already, else a copy. */
export function pack(tensor: Tensor): Tensor {
  if (isDense(tensor.view)) return tensor;
  return evaluate(input(0), [tensor]);
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
