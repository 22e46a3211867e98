/** The activation that is none. */

import { alias } from "../../autograd/ops/alias.ts";
import { type TensorLike, toTensor } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";

/** The elements of `x`, as a tensor of its own. */
export function linear(x: TensorLike): Tensor {
  return alias(toTensor("linear", x));
}
