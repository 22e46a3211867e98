/** Adam, and Adam with a weight decay of its own. */

import type { Expr } from "../../backends/expr.ts";
import {
  add,
  div,
  maximum,
  mul,
  sqrt,
  square,
  sub,
} from "../../autograd/formula.ts";
import { flag, number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { beta, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/**
 * The options of `Adam`.
 * @category Optimizers
 */
export interface AdamOptions extends OptimizerOptions {
  /** How much of the mean of the gradients a step keeps, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1; 0.999 if not given. */
  readonly beta2?: number;
  /** What is added to the root of that mean; 1e-7 if not given. */
  readonly epsilon?: number;
  /** Whether to divide by the largest such mean so far; `false` if not given. */
  readonly amsgrad?: boolean;
}

/**
 * Adam: steps by the mean of the gradients over the root of the mean of their squares. With t the number of the step,
 * `a = learningRate sqrt(1 - beta2^t) / (1 - beta1^t)`, `m += (g - m) (1 - beta1)`, `v += (g^2 - v) (1 - beta2)`,
 * `w -= a m / (sqrt(v) + epsilon)`. The learning rate is 0.001 if not given.
 *
 * Kingma, Ba: Adam: a method for stochastic optimization (ICLR 2015). Reddi, Kale, Kumar: On the convergence of Adam and
 * beyond (ICLR 2018), for `amsgrad`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Adam({ learningRate: 0.5 });
 * optimizer.apply([dg.tensor([3, -30])], [w]); // the first step is as long as the learning rate
 * assertAlmostEquals((await w.value.data())[0], 0.5, 1e-5);
 * ```
 *
 * @category Optimizers
 */
export class Adam extends Optimizer<AdamOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    beta1: beta(0.9, "beta_1"),
    beta2: beta(0.999, "beta_2"),
    epsilon: number(1e-7),
    amsgrad: flag(false),
  } satisfies Schema<AdamOptions, OptimizerOptions>;
  /** How much of the mean of the gradients a step keeps. */
  declare readonly beta1: number;
  /** How much of the mean of their squares a step keeps. */
  declare readonly beta2: number;
  /** What is added to the root of that mean. */
  declare readonly epsilon: number;
  /** Whether to divide by the largest such mean so far. */
  declare readonly amsgrad: boolean;

  /** The mean of the gradients and the mean of their squares; and the largest of those. */
  protected override slotNames(): readonly (readonly string[])[] {
    const means = ["momentum", "velocity"];
    return this.amsgrad ? [means, ["velocity_hat"]] : [means];
  }

  /** The learning rate, corrected for the means' beginning at 0. */
  protected override numbers(
    learningRate: number,
    t: number,
  ): readonly number[] {
    const correction = Math.sqrt(1 - this.beta2 ** t) / (1 - this.beta1 ** t);
    return [learningRate * correction];
  }

  /** The weight, the means, and the largest mean of squares. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const [m, v, vHat] = slots, [rate] = numbers;
    const nextM = add(m, mul(sub(g, m), 1 - this.beta1));
    const nextV = add(v, mul(sub(square(g), v), 1 - this.beta2));
    const largest = this.amsgrad ? maximum(vHat, nextV) : nextV;
    const step = div(mul(rate, nextM), add(sqrt(largest), this.epsilon));
    const next = this.amsgrad ? [nextM, nextV, largest] : [nextM, nextV];
    return [sub(w, step), ...next];
  }
}

/**
 * Adam whose weights decay by themselves rather than through the gradient: `weightDecay` is 0.004 if not given. The other
 * options are those of `Adam`.
 *
 * Loshchilov, Hutter: Decoupled weight decay regularization (ICLR 2019).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([100]), { name: "w" });
 * const optimizer = new dg.optimizers.AdamW({ learningRate: 0.5, weightDecay: 0.1 });
 * optimizer.apply([dg.tensor([0])], [w]); // nothing to learn, but 5 % decay
 * assertAlmostEquals(await w.value.item(), 95, 1e-4);
 * ```
 *
 * @category Optimizers
 */
export class AdamW extends Adam {
  /** The row of the option that begins otherwise. */
  static override readonly schema: AnySchema = {
    weightDecay: number(0.004, { least: 0 }),
  } satisfies Schema<AdamOptions, AdamOptions>;
}
