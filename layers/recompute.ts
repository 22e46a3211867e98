/** Gradient checkpointing: memory for time. */

import { checkArgumentCount, checkFunction } from "../config/options.ts";
import { Tensor } from "../autograd/tensor.ts";
import { type Outputs, withoutResiduals } from "../variables/recompute.ts";
import { Layer } from "./layer.ts";

/**
 * A function of tensors, and of whatever else.
 * @category Autograd
 */
export type Recomputable = (...args: never[]) => Outputs;

/**
 * Keeps nothing of what a layer or a function computes on its way, and computes it again in the backward pass: less
 * memory for about a third more time (JAX's `checkpoint`, PyTorch's `checkpoint`, Keras's `RematScope`). Of a function
 * it gives another that does so; a layer is marked, for all its calls from now on, and given back. Wrap each block of a
 * deep model: what lies between two blocks is what is kept.
 *
 * The gradients have the same bits; those of higher order are right, but for the order in which parts are added. The
 * second time the function runs with the random numbers and from the values of variables of the first, and changes
 * nothing: moving statistics follow a batch once. A config does not tell whether a layer is marked.
 *
 * @throws {TypeError} if it is neither a layer nor a function; when it is called, if the function returns something else
 * than a tensor or an array of tensors.
 * @throws {ValueError} in the backward pass, if the function draws other random numbers than before.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const dense = () => new dg.layers.Dense({ units: 64, activation: "relu" });
 * const block = () => dg.recompute(new dg.Sequential([dense(), dense()]));
 * const model = new dg.Sequential([block(), block()]);
 * assertEquals(model.apply(dg.ones([8, 64])).shape, [8, 64]);
 *
 * const softplus = dg.recompute((x: dg.Tensor) => x.exp().add(1).log());
 * assertEquals(await dg.grad(softplus)(dg.tensor(0)).item(), 0.5);
 * ```
 *
 * @category Autograd
 */
export function recompute<T extends Layer | Recomputable>(of: T): T {
  checkArgumentCount("recompute", arguments, 1);
  if (of instanceof Layer) {
    of.recomputes = true;
    return of;
  }
  checkFunction("recompute", of, "a layer or a function");
  const f: Recomputable = of;
  const recomputing: Recomputable = (...args) =>
    withoutResiduals(() => f(...args), args.filter(isTensor));
  return recomputing as T;
}

function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}
