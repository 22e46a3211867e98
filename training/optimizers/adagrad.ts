/** Adagrad. */

import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, div, mul, sqrt, square, sub } from "../../autograd/formula.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { Optimizer } from "./optimizer.ts";
import type { Terms } from "./step_formulas.ts";
import { OPTIMIZER_OPTIONS, type OptimizerOptions } from "./options.ts";

/** The options of `Adagrad`. */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squares begin with; 0.1 if not given. */
  readonly initialAccumulatorValue?: number;
  /** What keeps the division from one by 0; 1e-7 if not given. */
  readonly epsilon?: number;
}

const OWN = ["initialAccumulatorValue", "epsilon"];

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
 */
export class Adagrad extends Optimizer {
  /** What the sums of squares begin with. */
  readonly initialAccumulatorValue: number;
  /** What keeps the division from one by 0. */
  readonly epsilon: number;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: AdagradOptions = {}) {
    checkArguments("Adagrad", arguments, [...OPTIMIZER_OPTIONS, ...OWN]);
    const {
      learningRate = 0.001,
      initialAccumulatorValue = 0.1,
      epsilon = 1e-7,
    } = options;
    super({ ...options, learningRate }, OWN);
    this.initialAccumulatorValue = checkNumber(
      "Adagrad",
      "initialAccumulatorValue",
      initialAccumulatorValue,
    );
    this.epsilon = checkNumber("Adagrad", "epsilon", epsilon);
  }

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

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      initial_accumulator_value: this.initialAccumulatorValue,
      epsilon: this.epsilon,
    };
  }
}
