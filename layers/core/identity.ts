/** The layer of Keras that does nothing. */

import type { Tensor } from "../../autograd/tensor.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";

/**
 * Keras's Identity: its input, of any shape, as it is.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Identity();
 * assertEquals([...await layer.apply(dg.tensor([1, 2])).data()], [1, 2]);
 * ```
 *
 * @category Layers
 */
export class Identity extends ElementwiseLayer {
  /** The input. */
  override call(x: Tensor): Tensor {
    return x;
  }
}
