/** Lamb. */

import type { Expr } from "../../backends/expr.ts";
import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  where,
} from "../../autograd/formula.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { beta, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Lamb`.
 * @category Optimizers
 */
export interface LambOptions extends OptimizerOptions {
  /** How much of the mean of the gradients a step keeps, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1; 0.999 if not given. */
  readonly beta2?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

/**
 * Lamb: Adam's direction, in steps as long as the weights are. With `u = m' / (sqrt(v') + epsilon)`, the means of Adam
 * corrected for their beginning at 0, `w -= learningRate |w| / |u| u`, and without the ratio where a norm is 0. The
 * learning rate is 0.001 if not given.
 *
 * You et al.: Large batch optimization for deep learning, training BERT in 76 minutes (ICLR 2020).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Lamb();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Lamb extends Optimizer<LambOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    beta1: beta(0.9, "beta_1"),
    beta2: beta(0.999, "beta_2"),
    epsilon: number(1e-7),
  } satisfies Schema<LambOptions, OptimizerOptions>;
  /** How much of the mean of the gradients a step keeps, from 0 to 1. */
  declare readonly beta1: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1. */
  declare readonly beta2: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;

  /** The mean of the gradients and the mean of their squares. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["momentum", "velocity"]];
  }

  /** The learning rate and the corrections of the means. */
  protected override numbers(
    learningRate: number,
    step: number,
  ): readonly number[] {
    return [
      learningRate,
      1 / (1 - this.beta1 ** step),
      1 / (1 - this.beta2 ** step),
    ];
  }

  /** The direction, and the means. */
  #direction({ g, slots, numbers }: Terms): [Expr, Expr, Expr] {
    const [m, v] = slots, [, first, second] = numbers;
    const nextM = add(m, mul(sub(g, m), 1 - this.beta1));
    const nextV = add(v, mul(sub(square(g), v), 1 - this.beta2));
    const root = add(sqrt(mul(nextV, second)), this.epsilon);
    return [div(mul(nextM, first), root), nextM, nextV];
  }

  /** The squares of the norms: found anew from the means, for that is cheaper than to keep the direction. */
  protected override sums(terms: Terms): Expr[] {
    const [direction] = this.#direction(terms);
    return [square(terms.w), square(direction)];
  }

  /** The weight and the means. */
  protected override formulas(terms: Terms, sums: readonly Expr[]): Expr[] {
    const [direction, nextM, nextV] = this.#direction(terms);
    const [own, step] = sums.map(sqrt);
    const ratio = where(own, where(step, div(own, step), 1), 1);
    const change = mul(direction, ratio, terms.numbers[0]);
    return [sub(terms.w, change), nextM, nextV];
  }
}
