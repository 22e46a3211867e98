/** The initializer of ones. */

import type { Shape } from "../../backends/view.ts";
import { ones } from "../../autograd/create.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions, type NoOptions } from "../options.ts";
import { Initializer } from "./initializer.ts";

/** Fills a weight with 1. */
export class Ones extends Initializer {
  /** There is nothing to choose. */
  constructor(options: NoOptions = {}) {
    super();
    checkOptions("Ones", options, []);
  }

  /** Ones of this shape. */
  override call(shape: Shape): Tensor {
    return ones(shape);
  }
}
