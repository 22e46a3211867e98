/** Constraints of how long weights are. */

import type { Expr } from "../../backends/expr.ts";
import {
  add,
  div,
  maximum,
  minimum,
  mul,
  sqrt,
  x,
  y,
} from "../../autograd/formula.ts";
import { axes, number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { toAxes } from "../../autograd/ops/axes.ts";
import { square } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Constraint } from "./constraint.ts";
import { EPSILON } from "../../config/epsilon.ts";

/**
 * The option of every constraint on norms.
 * @category Constraints
 */
export interface NormOptions {
  /**
   * The axes over which a norm is taken, negative ones counted from the back; 0 if not given. For a dense kernel
   * [inputs, units], 0 bounds each unit; for a Conv2D kernel [0, 1, 2] bounds each filter, for a Conv2DTranspose kernel
   * [0, 1, 3].
   */
  readonly axis?: number | readonly number[];
}

// In the formulas of constraints, the norm; x is the weight.
const norm: Expr = sqrt(y);

/**
 * A constraint on norms; its classes list `axis` where Keras does, as the last option.
 * @category Constraints
 */
export abstract class NormConstraint<
  Options extends NormOptions = NormOptions,
  Leading extends readonly unknown[] = [],
> extends Constraint<Options, Leading> {
  /** The axes over which a norm is taken. */
  declare readonly axis: number | readonly number[];

  /** The weight projected, by a formula of the weight `x` and the square `y` of its norm. */
  protected project(formula: Expr, w: Tensor): Tensor {
    const axis = toAxes(this.constructor.name, this.axis, w.rank);
    return elementwise(formula, [w, sum(square(w), { axis, keepdims: true })]);
  }
}

/**
 * The options of `MaxNorm`.
 * @category Constraints
 */
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
 *
 * @category Constraints
 */
export class MaxNorm extends NormConstraint<MaxNormOptions, ["maxValue"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["maxValue"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    maxValue: number(2),
    axis: axes(0),
  } satisfies Schema<MaxNormOptions>;
  /** The largest norm. */
  declare readonly maxValue: number;
  readonly #projection: Expr = this.#formula();

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  #formula(): Expr {
    const clipped = minimum(maximum(norm, 0), this.maxValue);
    return mul(x, div(clipped, add(norm, EPSILON)));
  }
}

/**
 * The options of `MinMaxNorm`.
 * @category Constraints
 */
export interface MinMaxNormOptions extends NormOptions {
  /** The smallest norm; 0 if not given. */
  readonly minValue?: number;
  /** The largest norm; 1 if not given. */
  readonly maxValue?: number;
  /** How far a norm outside goes towards the nearest bound: 1, the default, for all the way. */
  readonly rate?: number;
}

/**
 * Rescales weights: `w (rate clip(norm, minValue, maxValue) + (1 - rate) norm) / (epsilon + norm)`.
 * @category Constraints
 */
export class MinMaxNorm
  extends NormConstraint<MinMaxNormOptions, ["minValue", "maxValue"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "minValue",
    "maxValue",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    minValue: number(0),
    maxValue: number(1),
    rate: number(1),
    axis: axes(0),
  } satisfies Schema<MinMaxNormOptions>;
  /** The smallest norm. */
  declare readonly minValue: number;
  /** The largest norm. */
  declare readonly maxValue: number;
  /** How far a norm outside goes towards the nearest bound. */
  declare readonly rate: number;
  readonly #projection: Expr = this.#formula();

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  #formula(): Expr {
    const clipped = minimum(maximum(norm, this.minValue), this.maxValue);
    const desired = add(mul(clipped, this.rate), mul(norm, 1 - this.rate));
    return mul(x, div(desired, add(norm, EPSILON)));
  }
}

const projection = div(x, add(norm, EPSILON));

/**
 * Divides weights by their norm: `w / (epsilon + norm)`; zeros stay zeros.
 * @category Constraints
 */
export class UnitNorm extends NormConstraint {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: axes(0),
  } satisfies Schema<NormOptions>;

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(projection, w);
  }
}
