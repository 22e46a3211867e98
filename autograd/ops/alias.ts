/** The same elements as another tensor: one with a gradient, and one without. */

import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";

const aliasOp: Op<null> = {
  name: "alias",
  forward: ([x]) => [x.through(x.view)],
  vjp: (cotangent) => [cotangent],
};

/** The same elements as another tensor, whose owner may dispose of it alone. */
export function alias(x: Tensor): Tensor {
  return run(aliasOp, [x], null);
}

/**
 * The same elements as a constant: no gradient passes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const f = (x: dg.Tensor) => x.mul(dg.stopGradient(x));
 * assertEquals(await dg.grad(f)(dg.tensor(3)).item(), 3);
 * ```
 *
 * @category Ops
 */
export function stopGradient(x: TensorLike): Tensor {
  checkArguments("stopGradient", arguments, 1);
  return noGrad(() => alias(toTensor("stopGradient", x)));
}
