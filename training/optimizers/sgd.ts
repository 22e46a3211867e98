/** Stochastic gradient descent. */

import { input } from "../../backends/expr.ts";
import { add, mul, sub, x, y } from "../../autograd/formula.ts";
import { evaluateAll } from "../../autograd/kernel.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { toBoolean } from "../../layers/arguments.ts";
import type { Config } from "../../layers/serialization.ts";
import { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, toFraction } from "./options.ts";
import type { Update } from "./update.ts";

/** The options of `SGD`. */
export interface SGDOptions extends OptimizerOptions {
  /** How much of the last step is made again, from 0 to 1; 0 if not given. */
  readonly momentum?: number;
  /** Whether to look ahead, as Nesterov does; `false` if not given. */
  readonly nesterov?: boolean;
}

// The gradient is x, the learning rate y.
const step = mul(x, y), weight = input(2), velocity = input(3);

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
  readonly #update: (update: Update, learningRate: Tensor) => void;

  /**
   * Sets the learning rate and the momentum.
   *
   * @throws {ValueError} if an option has a value that is not allowed.
   */
  constructor(options: SGDOptions = {}) {
    const { learningRate = 0.01, momentum = 0, nesterov = false } = options;
    super({ ...options, learningRate }, ["momentum", "nesterov"]);
    this.momentum = toFraction("SGD", "momentum", momentum);
    this.nesterov = toBoolean("SGD", "nesterov", nesterov);
    this.#update = this.momentum === 0 ? this.#plain() : this.#withMomentum();
  }

  /** A momentum, if there is one. */
  protected override slotNames(): readonly (readonly string[])[] {
    return this.momentum === 0 ? [] : [["momentum"]];
  }

  /** Changes each variable in one kernel. */
  protected override update(
    updates: readonly Update[],
    learningRate: number,
  ): void {
    const rate = Tensor.from(updates[0].gradient.backend, [learningRate], []);
    for (const update of updates) this.#update(update, rate);
  }

  #plain(): (update: Update, learningRate: Tensor) => void {
    const next = sub(weight, step);
    return ({ variable, gradient }, rate) => {
      const [w] = evaluateAll([next], [gradient, rate, variable.value]);
      variable.assign(w);
    };
  }

  #withMomentum(): (update: Update, learningRate: Tensor) => void {
    const v = sub(mul(velocity, this.momentum), step);
    const change = this.nesterov ? sub(mul(v, this.momentum), step) : v;
    const exprs = [add(weight, change), v];
    return ({ variable, gradient }, rate) => {
      const slot = this.slots.get("momentum", variable);
      const inputs = [gradient, rate, variable.value, slot.value];
      const [w, next] = evaluateAll(exprs, inputs);
      variable.assign(w);
      slot.assign(next);
    };
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { momentum, nesterov } = this;
    return { ...super.getConfig(), momentum, nesterov };
  }
}
