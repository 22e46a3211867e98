/** Adagrad. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, sqrt, square, sub } from "../../autograd/formula.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import type { OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Adagrad`.
 * @category Optimizers
 */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squares begin with; 0.1 if not given. */
  readonly initialAccumulatorValue?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

/**
 * Adagrad: steps by the gradient over the root of the sum of all its squares. `a += g^2`,
 * `w -= learningRate g / sqrt(a + epsilon)`. The learning rate is 0.001 if not given.
 *
 * Duchi, Hazan, Singer: Adaptive subgradient methods for online learning and stochastic optimization (JMLR 2011).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Adagrad();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    initialAccumulatorValue: number(0.1),
    epsilon: number(1e-7),
  } satisfies Schema<AdagradOptions, OptimizerOptions>;
  /** What the sums of squares begin with. */
  declare readonly initialAccumulatorValue: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;

  /** The sum of squares. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["accumulator"]];
  }

  /** What the sums of squares begin with. */
  protected override slotStart(): number {
    return this.initialAccumulatorValue;
  }

  /** The weight and the sum of squares. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const sum = add(slots[0], square(g));
    const step = div(mul(numbers[0], g), sqrt(add(sum, this.epsilon)));
    return [sub(w, step), sum];
  }
}
