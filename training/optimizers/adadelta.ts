/** Adadelta. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, neg, sqrt, square } from "../../autograd/formula.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { fraction, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Adadelta`.
 * @category Optimizers
 */
export interface AdadeltaOptions extends OptimizerOptions {
  /** How much of the means a step keeps, from 0 to 1; 0.95 if not given. */
  readonly rho?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

/**
 * Adadelta: steps in the units of the weights. `a = rho a + (1 - rho) g^2`, `d = -sqrt(u + epsilon) / sqrt(a + epsilon) g`,
 * `u = rho u + (1 - rho) d^2`, `w += learningRate d`. The learning rate is 0.001 if not given.
 *
 * Zeiler: ADADELTA, an adaptive learning rate method (2012).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Adadelta();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    rho: fraction(0.95),
    epsilon: number(1e-7),
  } satisfies Schema<AdadeltaOptions, OptimizerOptions>;
  /** How much of the means a step keeps, from 0 to 1. */
  declare readonly rho: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;

  /** The means of the squares of gradients and of steps. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["accumulated_grad", "accumulated_delta_var"]];
  }

  /** The weight and the means. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const mean = (old: Expr, now: Expr) =>
      add(mul(this.rho, old), mul(1 - this.rho, square(now)));
    const [gradients, steps] = slots;
    const nextGradients = mean(gradients, g);
    const root = (squares: Expr) => sqrt(add(squares, this.epsilon));
    const step = neg(mul(div(root(steps), root(nextGradients)), g));
    return [add(w, mul(numbers[0], step)), nextGradients, mean(steps, step)];
  }
}
