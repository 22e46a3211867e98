/** Stochastic gradient descent. */

import type { Expr } from "../../backends/expr.ts";
import { add, mul, sub } from "../../autograd/formula.ts";
import { flag } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { fraction, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `SGD`.
 * @category Optimizers
 */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step is made again, from 0 to 1; 0 if not given. */
  readonly momentum?: number;
  /** Whether to look ahead, as Nesterov does; `false` if not given. */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent, with momentum if wanted: `v = momentum v - learningRate g; w += v`, with Nesterov's look ahead
 * `w += momentum v - learningRate g`. The learning rate is 0.01 if not given.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.SGD({ learningRate: 0.5 });
 * optimizer.apply([dg.tensor([1, -1])], [w]);
 * assertAlmostEquals((await w.value.data())[0], 0.5);
 * ```
 *
 * @category Optimizers
 */
export class SGD extends Optimizer<SGDOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.01),
    momentum: fraction(0),
    nesterov: flag(false),
  } satisfies Schema<SGDOptions, OptimizerOptions>;
  /** How much of the last step is made again. */
  declare readonly momentum: number;
  /** Whether to look ahead. */
  declare readonly nesterov: boolean;

  /** A momentum, if there is one. */
  protected override slotNames(): readonly (readonly string[])[] {
    return this.momentum === 0 ? [] : [["momentum"]];
  }

  /** The weight, and the momentum. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const step = mul(numbers[0], g);
    if (this.momentum === 0) return [sub(w, step)];
    const v = sub(mul(slots[0], this.momentum), step);
    const change = this.nesterov ? sub(mul(v, this.momentum), step) : v;
    return [add(w, change), v];
  }
}
