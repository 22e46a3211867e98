/** The constraint that lets no weight be negative. */

import { maximum } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions, type NoOptions } from "../../config/checks.ts";
import { Constraint } from "./constraint.ts";

/** Replaces negative weights by 0. */
export class NonNeg extends Constraint {
  /** There is nothing to choose. */
  constructor(options: NoOptions = {}) {
    super();
    checkOptions("NonNeg", options, [], arguments);
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return maximum(w, 0);
  }
}
