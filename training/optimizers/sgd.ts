/** Stochastic gradient descent. */

import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
import { add, mul, sub } from "../../autograd/formula.ts";
import { toBoolean } from "../../variables/arguments.ts";
import type { Config } from "../../config/serialization.ts";
import { Optimizer } from "./optimizer.ts";
import {
  OPTIMIZER_OPTIONS,
  type OptimizerOptions,
  toFraction,
} from "./options.ts";
import type { Terms } from "./step_formulas.ts";

/** The options of `SGD`. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step is made again, from 0 to 1; 0 if not given. */
  readonly momentum?: number;
  /** Whether to look ahead, as Nesterov does; `false` if not given. */
  readonly nesterov?: boolean;
}

const OWN = ["momentum", "nesterov"];

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
 */
export class SGD extends Optimizer {
  /** How much of the last step is made again. */
  readonly momentum: number;
  /** Whether to look ahead. */
  readonly nesterov: boolean;

  /**
   * Sets the learning rate and the momentum.
   *
   * @throws {ValueError} if an option has a value that is not allowed.
   */
  constructor(options: SGDOptions = {}) {
    checkArguments("SGD", arguments, [...OPTIMIZER_OPTIONS, ...OWN]);
    const { learningRate = 0.01, momentum = 0, nesterov = false } = options;
    super({ ...options, learningRate }, OWN);
    this.momentum = toFraction("SGD", "momentum", momentum);
    this.nesterov = toBoolean("SGD", "nesterov", nesterov);
  }

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

  /** Keras's arguments. */
  override getConfig(): Config {
    const { momentum, nesterov } = this;
    return { ...super.getConfig(), momentum, nesterov };
  }
}
