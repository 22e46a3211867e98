/** The three convolutions with their geometry in numbers: each an adjoint of the others, so they are closed under vjp. */

import type { Conv2DGeometry } from "../../backends/backend.ts";
import type { Shape } from "../../backends/view.ts";
import { withPacked } from "../kernel.ts";
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

const convOp: Op<Conv2DPlan> = {
  name: "conv2d",
  forward([x, w], plan) {
    const y = Tensor.empty(x.backend, [
      x.shape[0],
      ...plan.narrow,
      plan.kernel[3],
    ]);
    withPacked(
      [x, w],
      (x, w) => y.backend.conv2d(x.operand(), w.operand(), y.operand(), plan),
    );
    return [y, x, w];
  },
  vjp: (cotangent, [x, w], plan, wants) => [
    wants[0] ? conv2dInputGrad(cotangent, w, plan) : null,
    wants[1] ? conv2dKernelGrad(x, cotangent, plan) : null,
  ],
};

const inputGradOp: Op<Conv2DPlan> = {
  name: "conv2dInputGrad",
  forward([dy, w], plan) {
    const x = Tensor.empty(dy.backend, [
      dy.shape[0],
      ...plan.wide,
      plan.kernel[2],
    ]);
    withPacked(
      [dy, w],
      (dy, w) =>
        x.backend.conv2dInputGrad(dy.operand(), w.operand(), x.operand(), plan),
    );
    return [x, dy, w];
  },
  vjp: (cotangent, [dy, w], plan, wants) => [
    wants[0] ? conv2dByPlan(cotangent, w, plan) : null,
    wants[1] ? conv2dKernelGrad(cotangent, dy, plan) : null,
  ],
};

const kernelGradOp: Op<Conv2DPlan> = {
  name: "conv2dKernelGrad",
  forward([x, dy], plan) {
    const w = Tensor.empty(x.backend, plan.kernel);
    withPacked(
      [x, dy],
      (x, dy) =>
        w.backend.conv2dKernelGrad(
          x.operand(),
          dy.operand(),
          w.operand(),
          plan,
        ),
    );
    return [w, x, dy];
  },
  vjp: (cotangent, [x, dy], plan, wants) => [
    wants[0] ? conv2dInputGrad(dy, cotangent, plan) : null,
    wants[1] ? conv2dByPlan(x, cotangent, plan) : null,
  ],
};

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
