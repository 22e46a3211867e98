/** Adadelta. */

import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, neg, sqrt, square } from "../../autograd/formula.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { Optimizer } from "./optimizer.ts";
import {
  OPTIMIZER_OPTIONS,
  type OptimizerOptions,
  toFraction,
} from "./options.ts";
import type { Terms } from "./step_formulas.ts";

/** The options of `Adadelta`. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** How much of the means a step keeps, from 0 to 1; 0.95 if not given. */
  readonly rho?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

const OWN = ["rho", "epsilon"];

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
 */
export class Adadelta extends Optimizer {
  /** How much of the means a step keeps, from 0 to 1. */
  readonly rho: number;
  /** What keeps the division from one by 0. */
  readonly epsilon: number;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: AdadeltaOptions = {}) {
    checkArguments("Adadelta", arguments, [...OPTIMIZER_OPTIONS, ...OWN]);
    const { learningRate = 0.001, rho = 0.95, epsilon = 1e-7 } = options;
    super({ ...options, learningRate }, OWN);
    this.rho = toFraction("Adadelta", "rho", rho);
    this.epsilon = checkNumber("Adadelta", "epsilon", epsilon);
  }

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

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      rho: this.rho,
      epsilon: this.epsilon,
    };
  }
}
