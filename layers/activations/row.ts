/** How activations are made of scalar expressions. */

import type { TensorLike } from "../../autograd/op.ts";
import {
  applyRow,
  elementwiseOp,
  type Row,
} from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";

/** An activation without options. */
export type PlainActivation = (x: TensorLike) => Tensor;

/** An activation as one elementwise op. */
export function rowActivation(name: string, row: Row): PlainActivation {
  const op = elementwiseOp(name, row);
  return (x) => applyRow(op, [x]);
}

/** A family of activations, one for each set of numbers; each is made once and kept. */
export function rowFamily<Numbers extends readonly (number | null)[]>(
  name: string,
  row: (...numbers: Numbers) => Row,
): (x: TensorLike, ...numbers: Numbers) => Tensor {
  const made = new Map<string, PlainActivation>();
  return (x, ...numbers) => {
    const key = numbers.join();
    const known = made.get(key) ?? rowActivation(name, row(...numbers));
    made.set(key, known);
    return known(x);
  };
}
