/** Adamax. */

import type { Expr } from "../../backends/expr.ts";
import { abs, add, div, maximum, mul, sub } from "../../autograd/formula.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { beta, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Adamax`.
 * @category Optimizers
 */
export interface AdamaxOptions extends OptimizerOptions {
  /** How much of the mean of the gradients a step keeps, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of the largest gradient a step keeps, from 0 to 1; 0.999 if not given. */
  readonly beta2?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

/**
 * Adamax: Adam by the largest gradient rather than by the mean of squares. `m += (g - m) (1 - beta1)`,
 * `u = maximum(beta2 u, |g|)`, `w -= learningRate / (1 - beta1^t) m / (u + epsilon)`. The learning rate is 0.001 if not given.
 *
 * Kingma, Ba: Adam: a method for stochastic optimization (ICLR 2015), section 7.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Adamax();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Adamax extends Optimizer<AdamaxOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    beta1: beta(0.9, "beta_1"),
    beta2: beta(0.999, "beta_2"),
    epsilon: number(1e-7),
  } satisfies Schema<AdamaxOptions, OptimizerOptions>;
  /** How much of the mean of the gradients a step keeps, from 0 to 1. */
  declare readonly beta1: number;
  /** How much of the largest gradient a step keeps, from 0 to 1. */
  declare readonly beta2: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;

  /** The mean gradient and the largest one. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["momentum", "norm"]];
  }

  /** The learning rate, corrected for the mean's beginning at 0. */
  protected override numbers(
    learningRate: number,
    step: number,
  ): readonly number[] {
    return [learningRate / (1 - this.beta1 ** step)];
  }

  /** The weight and the slots. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const [m, u] = slots;
    const nextM = add(m, mul(sub(g, m), 1 - this.beta1));
    const nextU = maximum(mul(this.beta2, u), abs(g));
    const step = div(mul(numbers[0], nextM), add(nextU, this.epsilon));
    return [sub(w, step), nextM, nextU];
  }
}
