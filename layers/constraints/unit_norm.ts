/** The constraint that makes norms 1. */

import { add, div, x } from "../../autograd/formula.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../epsilon.ts";
import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { norm, NormConstraint, type NormOptions } from "./norm_constraint.ts";

const projection = div(x, add(norm, EPSILON));

/** Divides weights by their norm: `w / (epsilon + norm)`; zeros stay zeros. */
export class UnitNorm extends NormConstraint {
  /** Sets the axes. */
  constructor(options: NormOptions = {}) {
    checkOptions("UnitNorm", options, ["axis"]);
    super("UnitNorm", options.axis);
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { axis: this.axis };
  }
}
