/** Gradients held within bounds. */

import { type Expr, input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { add, square } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { Scope } from "../../autograd/scope.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Settings } from "./options.ts";

const { x, y } = f;
const z = input(2);

// x / max(norm, z) * z, with the square of the norm in y.
const toNorm: Expr = f.div(f.mul(x, z), f.max(f.sqrt(y), z));
// The same for all gradients together; a norm that is not finite makes every gradient NaN, so that nobody overlooks it.
const norm = f.sqrt(y);
const scale = f.mul(z, f.min(f.div(1, norm), f.div(1, z)));
const toGlobalNorm: Expr = f.mul(x, f.add(scale, f.sub(norm, norm)));
const toRange: Expr = f.min(f.max(x, f.neg(y)), y);

/** The gradients within the bounds that the settings name. */
export function clipGradients(
  gradients: readonly Tensor[],
  { clipnorm, clipvalue, globalClipnorm }: Settings,
): readonly Tensor[] {
  if (clipvalue !== null) {
    return gradients.map((g) => elementwise(toRange, [g, clipvalue]));
  }
  if (clipnorm !== null) {
    return gradients.map((g) => elementwise(toNorm, [g, squares(g), clipnorm]));
  }
  if (globalClipnorm !== null) {
    const total = gradients.map(squares).reduce((a, b) => add(a, b));
    return gradients.map((g) =>
      elementwise(toGlobalNorm, [g, total, globalClipnorm])
    );
  }
  return gradients;
}

function squares(gradient: Tensor): Tensor {
  using scope = new Scope();
  return scope.keep(sum(square(gradient)));
}
