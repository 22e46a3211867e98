/** Lion. */

import { checkArguments } from "../check_arguments.ts";
import { ValueError } from "../../config/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, mul, sign, sub } from "../../autograd/formula.ts";
import type { Config } from "../../config/serialization.ts";
import { Optimizer } from "./optimizer.ts";
import {
  OPTIMIZER_OPTIONS,
  type OptimizerOptions,
  toFraction,
} from "./options.ts";
import type { Terms } from "./step_formulas.ts";

/** The options of `Lion`. */
export interface LionOptions extends OptimizerOptions {
  /** How much of the mean of the gradients is in a step, from 0 to 1; 0.9 if not given. */
  readonly beta1?: number;
  /** How much of that mean a step keeps, from 0 to 1; 0.99 if not given. */
  readonly beta2?: number;
}

const OWN = ["beta1", "beta2"];

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
 */
export class Lion extends Optimizer {
  /** How much of the mean of the gradients is in a step, from 0 to 1. */
  readonly beta1: number;
  /** How much of that mean a step keeps, from 0 to 1. */
  readonly beta2: number;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: LionOptions = {}) {
    checkArguments("Lion", arguments, [...OPTIMIZER_OPTIONS, ...OWN]);
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.99 } = options;
    super({ ...options, learningRate }, OWN);
    this.beta1 = toFraction("Lion", "beta1", beta1);
    this.beta2 = toFraction("Lion", "beta2", beta2);
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

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      beta_1: this.beta1,
      beta_2: this.beta2,
    };
  }
}
