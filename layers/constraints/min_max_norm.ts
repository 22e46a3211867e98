/** The constraint that bounds norms from both sides. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, max, min, mul, x } from "../../autograd/formula.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../epsilon.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { norm, NormConstraint, type NormOptions } from "./norm_constraint.ts";

/** The options of `MinMaxNorm`. */
export interface MinMaxNormOptions extends NormOptions {
  /** The smallest norm; 0 if not given. */
  readonly minValue?: number;
  /** The largest norm; 1 if not given. */
  readonly maxValue?: number;
  /** How far a norm outside goes towards the nearest bound: 1, the default, for all the way. */
  readonly rate?: number;
}

/** Rescales weights: `w (rate clip(norm, minValue, maxValue) + (1 - rate) norm) / (epsilon + norm)`. */
export class MinMaxNorm extends NormConstraint {
  /** The smallest norm. */
  readonly minValue: number;
  /** The largest norm. */
  readonly maxValue: number;
  /** How far a norm outside goes towards the nearest bound. */
  readonly rate: number;
  readonly #projection: Expr;

  /** Sets the bounds, the rate and the axes. */
  constructor(options: MinMaxNormOptions = {}) {
    const owner = "MinMaxNorm";
    checkOptions(owner, options, ["minValue", "maxValue", "rate", "axis"]);
    super(owner, options.axis);
    this.minValue = checkNumber(owner, "minValue", options.minValue ?? 0);
    this.maxValue = checkNumber(owner, "maxValue", options.maxValue ?? 1);
    this.rate = checkNumber(owner, "rate", options.rate ?? 1);
    const clipped = min(max(norm, this.minValue), this.maxValue);
    const desired = add(mul(clipped, this.rate), mul(norm, 1 - this.rate));
    this.#projection = mul(x, div(desired, add(norm, EPSILON)));
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      min_value: this.minValue,
      max_value: this.maxValue,
      rate: this.rate,
      axis: this.axis,
    };
  }
}
