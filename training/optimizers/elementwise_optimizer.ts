/** Optimizers whose update of a weight is one kernel. */

import { type Expr, input } from "../../backends/expr.ts";
import { evaluateAll } from "../../autograd/kernel.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { Optimizer } from "./optimizer.ts";
import type { Update } from "./update.ts";

/** What the formulas of an update speak of. */
export interface Terms {
  /** The gradient. */
  readonly g: Expr;
  /** The weight. */
  readonly w: Expr;
  /** What is kept for the weight, in the order of `slotNames`. */
  readonly slots: readonly Expr[];
  /** What `numbers` gives: numbers of the step, so that no kernel is compiled for a step. */
  readonly numbers: readonly Expr[];
}

/** An optimizer that says its update in expressions. */
export abstract class ElementwiseOptimizer extends Optimizer {
  #formulas: readonly Expr[] | undefined;

  /** The weight after the update, then each slot. */
  protected abstract formulas(terms: Terms): readonly Expr[];

  /** The numbers of this step; how many they are does not change. */
  protected numbers(learningRate: number): readonly number[] {
    return [learningRate];
  }

  /** The weight after the update, given the weight before and the first formula's value: that value itself. */
  protected finish(
    _weight: Tensor,
    first: Tensor,
    _learningRate: number,
  ): Tensor {
    return first;
  }

  /** Changes each variable in one kernel. */
  protected override update(
    updates: readonly Update[],
    learningRate: number,
  ): void {
    const names = this.slotNames().flat();
    const { backend } = updates[0].gradient;
    const numbers = this.numbers(learningRate)
      .map((number) => Tensor.from(backend, [number], []));
    const firstNumber = 2 + names.length;
    const formulas = this.#formulas ??= this.formulas({
      g: input(0),
      w: input(1),
      slots: names.map((_, i) => input(2 + i)),
      numbers: numbers.map((_, i) => input(firstNumber + i)),
    });
    for (const { variable, gradient } of updates) {
      const held = [variable, ...names.map((n) => this.slots.get(n, variable))];
      const values = held.map(({ value }) => value);
      const results = evaluateAll(formulas, [gradient, ...values, ...numbers]);
      results[0] = this.finish(variable.value, results[0], learningRate);
      held.forEach((slot, i) => slot.assign(results[i]));
    }
  }
}
