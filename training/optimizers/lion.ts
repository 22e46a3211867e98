/** Lion. */

import { ValueError } from "../../config/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, mul, sign, sub } from "../../autograd/formula.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { fraction, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Lion`.
 * @category Optimizers
 */
export interface LionOptions extends OptimizerOptions {
  /** How much of the mean of the gradients is in a step, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of that mean a step keeps, from 0 to 1; 0.99 if not given. */
  readonly beta2?: number;
}

/**
 * Lion: steps of one length, by the sign of a mean. `w -= learningRate sign(beta1 m + (1 - beta1) g)`,
 * `m = beta2 m + (1 - beta2) g`. The learning rate is 0.001 if not given.
 *
 * Chen et al.: Symbolic discovery of optimization algorithms (2023).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Lion();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Lion extends Optimizer<LionOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    beta1: fraction(0.9, "beta_1"),
    beta2: fraction(0.99, "beta_2"),
  } satisfies Schema<LionOptions, OptimizerOptions>;
  /** How much of the mean of the gradients is in a step, from 0 to 1. */
  declare readonly beta1: number;
  /** How much of that mean a step keeps, from 0 to 1. */
  declare readonly beta2: number;

  /** Refuses a mean that no gradient but the last is part of. */
  protected override checkOptions(): void {
    if (this.beta1 > 0) return;
    throw new ValueError(
      "Cannot make Lion: expected beta1 to be above 0, for else every step is a sign of the gradient alone, received 0",
    );
  }

  /** The mean of the gradients. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["momentum"]];
  }

  /** The weight and the mean. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const mean = (part: number) => add(mul(part, slots[0]), mul(1 - part, g));
    return [
      sub(w, mul(numbers[0], sign(mean(this.beta1)))),
      mean(this.beta2),
    ];
  }
}
