/** Lamb. */

import { type Expr, input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { sqrt, square } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { ElementwiseOptimizer, type Terms } from "./elementwise_optimizer.ts";
import { type OptimizerOptions, toBeta } from "./options.ts";

// The norm of the weight over that of the direction, 1 where either is 0.
const RATIO = f.select(f.mul(f.x, f.y), f.div(f.x, f.y), 1);
const STEP = f.sub(f.x, f.mul(f.y, input(2), input(3)));

/** The options of `Lamb`. */
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
 */
export class Lamb extends ElementwiseOptimizer {
  /** How much of the mean of the gradients a step keeps, from 0 to 1. */
  readonly beta1: number;
  /** How much of the mean of their squares a step keeps, from 0 to 1. */
  readonly beta2: number;
  /** What keeps the division from one by 0. */
  readonly epsilon: number;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: LambOptions = {}) {
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } =
      options;
    super({ ...options, learningRate }, ["beta1", "beta2", "epsilon"]);
    this.beta1 = toBeta("Lamb", "beta1", beta1);
    this.beta2 = toBeta("Lamb", "beta2", beta2);
    this.epsilon = checkNumber("Lamb", "epsilon", epsilon);
  }

  /** The mean of the gradients and the mean of their squares. */
  protected override slotNames(): readonly (readonly string[])[] {
    return [["momentum", "velocity"]];
  }

  /** The corrections of the means. */
  protected override numbers(): readonly number[] {
    const t = this.iterations + 1;
    return [1 / (1 - this.beta1 ** t), 1 / (1 - this.beta2 ** t)];
  }

  /** The direction in the place of the weight, and the means. */
  protected override formulas({ g, slots, numbers }: Terms): Expr[] {
    const [m, v] = slots, [first, second] = numbers;
    const nextM = f.add(m, f.mul(f.sub(g, m), 1 - this.beta1));
    const nextV = f.add(v, f.mul(f.sub(f.square(g), v), 1 - this.beta2));
    const root = f.add(f.sqrt(f.mul(nextV, second)), this.epsilon);
    return [f.div(f.mul(nextM, first), root), nextM, nextV];
  }

  /** The step, once the norms are known. */
  protected override finish(
    weight: Tensor,
    direction: Tensor,
    learningRate: number,
  ): Tensor {
    const [own, step] = [weight, direction].map((x) => sqrt(sum(square(x))));
    const ratio = elementwise(RATIO, [own, step]);
    return elementwise(STEP, [weight, direction, ratio, learningRate]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      beta_1: this.beta1,
      beta_2: this.beta2,
      epsilon: this.epsilon,
    };
  }
}
