/** The constraint that bounds norms from above. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, max, min, mul, x } from "../../autograd/formula.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../epsilon.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { norm, NormConstraint, type NormOptions } from "./norm_constraint.ts";

/** The options of `MaxNorm`. */
export interface MaxNormOptions extends NormOptions {
  /** The largest norm; 2 if not given. */
  readonly maxValue?: number;
}

/**
 * Rescales weights whose norm is too large: `w clip(norm, 0, maxValue) / (epsilon + norm)`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const constraint = new dg.constraints.MaxNorm({ maxValue: 1 });
 * const [a, b] = await constraint.call(dg.tensor([3, 4])).data();
 * assertAlmostEquals(a, 0.6, 1e-6);
 * assertAlmostEquals(b, 0.8, 1e-6);
 * ```
 */
export class MaxNorm extends NormConstraint {
  /** The largest norm. */
  readonly maxValue: number;
  readonly #projection: Expr;

  /** Sets the bound and the axes. */
  constructor(options: MaxNormOptions = {}) {
    checkOptions("MaxNorm", options, ["maxValue", "axis"]);
    super("MaxNorm", options.axis);
    this.maxValue = checkNumber("MaxNorm", "maxValue", options.maxValue ?? 2);
    const clipped = min(max(norm, 0), this.maxValue);
    this.#projection = mul(x, div(clipped, add(norm, EPSILON)));
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { max_value: this.maxValue, axis: this.axis };
  }
}
