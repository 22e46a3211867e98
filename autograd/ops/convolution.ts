/** The three convolutions with their geometry in numbers: each an adjoint of the others, so they are closed under vjp. */

import type { Conv2DGeometry } from "../../backends/backend.ts";
import type { Shape } from "../../backends/view.ts";
import { pack, typeOf } from "../kernel.ts";
import { type Op, run } from "../op.ts";
import { Tensor } from "../tensor.ts";

/** A geometry with the sizes on both sides, so that each of the three knows its output. */
export interface Conv2DPlan extends Conv2DGeometry {
  /** `[height, width]` of the wide side: the input of a convolution, the output of a transposed one. */
  readonly wide: readonly [number, number];
  /** `[height, width]` of the narrow side: one element for each position of the kernel. */
  readonly narrow: readonly [number, number];
  /** `[kernel height, kernel width, channels of the wide side, channels of the narrow side]`. */
  readonly kernel: Shape;
}

/** An op that calls the kernel of its name; `to` is the shape of what it makes. */
function convolution(
  name: "conv2d" | "conv2dInputGrad" | "conv2dKernelGrad",
  to: (a: Tensor, plan: Conv2DPlan) => Shape,
  vjp: Op<Conv2DPlan>["vjp"],
): Op<Conv2DPlan> {
  return {
    name,
    forward([a, b], plan) {
      const y = Tensor.empty(a.backend, to(a, plan), typeOf([a, b]));
      const left = pack(a), right = pack(b);
      y.backend[name](left.operand(), right.operand(), y.operand(), plan);
      if (left !== a) left[Symbol.dispose]();
      if (right !== b) right[Symbol.dispose]();
      return [y, a, b];
    },
    vjp,
  };
}

const convOp = convolution(
  "conv2d",
  (x, { narrow, kernel }) => [x.shape[0], ...narrow, kernel[3]],
  (cotangent, [x, w], plan, wants) => [
    wants[0] ? conv2dInputGrad(cotangent, w, plan) : null,
    wants[1] ? conv2dKernelGrad(x, cotangent, plan) : null,
  ],
);

const inputGradOp = convolution(
  "conv2dInputGrad",
  (dy, { wide, kernel }) => [dy.shape[0], ...wide, kernel[2]],
  (cotangent, [dy, w], plan, wants) => [
    wants[0] ? conv2dByPlan(cotangent, w, plan) : null,
    wants[1] ? conv2dKernelGrad(cotangent, dy, plan) : null,
  ],
);

const kernelGradOp = convolution(
  "conv2dKernelGrad",
  (_, { kernel }) => kernel,
  (cotangent, [x, dy], plan, wants) => [
    wants[0] ? conv2dInputGrad(dy, cotangent, plan) : null,
    wants[1] ? conv2dByPlan(x, cotangent, plan) : null,
  ],
);

/** Correlation of `x` `[batch, ...wide, channels]` with a kernel: `[batch, ...narrow, filters]`. */
export function conv2dByPlan(x: Tensor, w: Tensor, plan: Conv2DPlan): Tensor {
  return run(convOp, [x, w], plan);
}

/** The adjoint in the input, which is the transposed convolution: from the narrow side to the wide one. */
export function conv2dInputGrad(
  dy: Tensor,
  w: Tensor,
  plan: Conv2DPlan,
): Tensor {
  return run(inputGradOp, [dy, w], plan);
}

/** The adjoint in the kernel. */
export function conv2dKernelGrad(
  x: Tensor,
  dy: Tensor,
  plan: Conv2DPlan,
): Tensor {
  return run(kernelGradOp, [x, dy], plan);
}
