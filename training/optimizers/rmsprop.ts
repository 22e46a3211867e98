/** RMSprop. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, sqrt, square, sub } from "../../autograd/formula.ts";
import { flag, number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { fraction, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `RMSprop`.
 * @category Optimizers
 */
export interface RMSpropOptions extends OptimizerOptions {
  /** How much of the means a step keeps, from 0 to 1; 0.9 if not given. */
  readonly rho?: number;
  /** How much of the last step is made again, from 0 to 1; 0 if not given. */
  readonly momentum?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
  /** Whether to divide by the deviation rather than by the root of the mean of squares; false if not given. */
  readonly centered?: boolean;
}

/**
 * RMSprop: steps by the gradient over the root of the mean of its squares. `s = rho s + (1 - rho) g^2`,
 * `d = learningRate g / sqrt(s + epsilon)`, where `centered` takes the square of the mean gradient off `s`; with momentum
 * `m = momentum m + d; w -= m`, else `w -= d`. The learning rate is 0.001 if not given.
 *
 * Hinton, Srivastava, Swersky: Neural networks for machine learning, lecture 6 (2012).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.RMSprop();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    rho: fraction(0.9),
    momentum: fraction(0),
    epsilon: number(1e-7),
    centered: flag(false),
  } satisfies Schema<RMSpropOptions, OptimizerOptions>;
  /** How much of the means a step keeps, from 0 to 1. */
  declare readonly rho: number;
  /** How much of the last step is made again, from 0 to 1. */
  declare readonly momentum: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;
  /** Whether to divide by the deviation rather than by the root of the mean of squares. */
  declare readonly centered: boolean;

  /** The mean of squares; the momentum and the mean gradient, if there are any. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [
      ["velocity"],
      ...this.momentum > 0 ? [["momentum"]] : [],
      ...this.centered ? [["average_gradient"]] : [],
    ];
  }

  /** The weight and the slots. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const [velocity, ...others] = slots;
    const mean = (old: Expr, now: Expr) =>
      add(mul(this.rho, old), mul(1 - this.rho, now));
    const nextVelocity = mean(velocity, square(g));
    const centre = this.centered ? [mean(others[others.length - 1], g)] : [];
    const spread = centre.reduce(
      (all, m) => sub(all, square(m)),
      add(nextVelocity, this.epsilon),
    );
    const step = div(mul(numbers[0], g), sqrt(spread));
    if (this.momentum === 0) return [sub(w, step), nextVelocity, ...centre];
    const next = add(mul(this.momentum, others[0]), step);
    return [sub(w, next), nextVelocity, next, ...centre];
  }
}
