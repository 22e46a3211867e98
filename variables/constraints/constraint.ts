/** The base of all constraints. */

import type { Tensor } from "../../autograd/tensor.ts";
import { Configured } from "../../config/configured.ts";

/**
 * A projection of a weight, made after each update. Derive from it for one of your own, or pass a function of the
 * weight wherever a constraint is meant.
 *
 * @category Constraints
 */
export abstract class Constraint<
  Options extends object = object,
  Leading extends readonly unknown[] = [],
> extends Configured<Options, Leading> {
  /** The weight projected. */
  abstract call(w: Tensor): Tensor;
}
