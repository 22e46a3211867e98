/** Nadam. */

import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, sqrt, square, sub } from "../../autograd/formula.ts";
import type { CountedNumber } from "./step/counted_number.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { learningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import { beta, type OptimizerOptions } from "./options.ts";
import type { Terms } from "./step/step_formulas.ts";

/** A product of so many factors. */
interface Product {
  readonly steps: number;
  readonly product: number;
}

/**
 * The options of `Nadam`.
 * @category Optimizers
 */
export interface NadamOptions extends OptimizerOptions {
  /** How much of the mean of the gradients a step keeps, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1; 0.999 if not given. */
  readonly beta2?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

/**
 * Nadam: Adam with Nesterov's look ahead. With `u_t = beta1 (1 - 0.96^t / 2)` and `U` the product of `u_1` to `u_t`,
 * `m` and `v` as in Adam, `m' = u_(t+1) m / (1 - U u_(t+1)) + (1 - u_t) g / (1 - U)`, `v' = v / (1 - beta2^t)`,
 * `w -= learningRate m' / (sqrt(v') + epsilon)`. The learning rate is 0.001 if not given.
 *
 * Dozat: Incorporating Nesterov momentum into Adam (2016).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
 * const optimizer = new dg.optimizers.Nadam();
 * optimizer.apply([dg.tensor([3, -30])], [w]);
 * const [a, b] = await w.value.data();
 * assert(a < 1 && b > 2);
 * ```
 *
 * @category Optimizers
 */
export class Nadam extends Optimizer<NadamOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    learningRate: learningRate(0.001),
    beta1: beta(0.9, "beta_1"),
    beta2: beta(0.999, "beta_2"),
    epsilon: number(1e-7),
  } satisfies Schema<NadamOptions, OptimizerOptions>;
  /** How much of the mean of the gradients a step keeps, from 0 to 1. */
  declare readonly beta1: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1. */
  declare readonly beta2: number;
  /** What keeps the division from one by 0. */
  declare readonly epsilon: number;
  /** A product of the momenta of the first `steps` steps, from which longer ones follow. */
  #first: Product = { steps: 0, product: 1 };
  #latest: Product = this.#first;

  /** The mean of the gradients and the mean of their squares. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["momentum", "velocity"]];
  }

  #momentum(step: number): number {
    return this.beta1 * (1 - 0.5 * 0.96 ** step);
  }

  /** The product of the momenta of steps 1 to `t`; one factor more for each step in turn. */
  #productTo(t: number): number {
    const start = [this.#latest, this.#first].find(({ steps }) => steps <= t);
    let { steps, product } = start ?? { steps: 0, product: 1 };
    while (steps < t) product *= this.#momentum(++steps);
    this.#latest = { steps, product };
    return product;
  }

  /** That product, under the name that Keras's counter gives it. */
  protected override ownNumber(): CountedNumber {
    return {
      name: "variable",
      at: (steps) => this.#productTo(steps),
      set: (product, steps) => this.#first = this.#latest = { steps, product },
    };
  }

  /** The parts of the mean and of the gradient in a step, and the correction of the mean of squares. */
  protected override numbers(
    learningRate: number,
    t: number,
  ): readonly number[] {
    const product = this.#productTo(t), next = this.#momentum(t + 1);
    return [
      learningRate * next / (1 - product * next),
      learningRate * (1 - this.#momentum(t)) / (1 - product),
      1 / (1 - this.beta2 ** t),
    ];
  }

  /** The weight and the means. */
  protected override formulas({ g, w, slots, numbers }: Terms): Expr[] {
    const [m, v] = slots, [ofMean, ofGradient, correction] = numbers;
    const nextM = add(m, mul(sub(g, m), 1 - this.beta1));
    const nextV = add(v, mul(sub(square(g), v), 1 - this.beta2));
    const ahead = add(mul(ofMean, nextM), mul(ofGradient, g));
    const root = add(sqrt(mul(nextV, correction)), this.epsilon);
    return [sub(w, div(ahead, root)), nextM, nextV];
  }
}
