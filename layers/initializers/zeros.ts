/** The initializer of zeros. */

import type { Shape } from "../../backends/view.ts";
import { zeros } from "../../autograd/create.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions, type NoOptions } from "../options.ts";
import { Initializer } from "./initializer.ts";

/** Fills a weight with 0. */
export class Zeros extends Initializer {
  /** There is nothing to choose. */
  constructor(options: NoOptions = {}) {
    super();
    checkOptions("Zeros", options, []);
  }

  /** Zeros of this shape. */
  override call(shape: Shape): Tensor {
    return zeros(shape);
  }
}
