/** The base of all regularizers. */

import type { Tensor } from "../../autograd/tensor.ts";
import { Configured } from "../../config/configured.ts";
import { number } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";

/**
 * A penalty on a weight or on a layer's output, added to the loss. Derive from it for one of your own, or pass a
 * function of the tensor wherever a regularizer is meant.
 *
 * @category Regularizers
 */
export abstract class Regularizer<
  Options extends object = object,
  Leading extends readonly unknown[] = [],
> extends Configured<Options, Leading> {
  /** The penalty, a scalar. */
  abstract call(w: Tensor): Tensor;
}

/** A factor of a penalty. */
export function factor(usual: number): Row<number> {
  return number(usual, { least: 0 });
}
