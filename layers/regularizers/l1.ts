/** The penalty on absolute values. */

import type { Expr } from "../../backends/expr.ts";
import { abs, mul, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { checkFactor, Regularizer } from "./regularizer.ts";

/**
 * `l1` times the sum of the absolute values; its gradient at 0 is 0.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const penalty = new dg.regularizers.L1({ l1: 0.5 }).call(dg.tensor([3, -4]));
 * assertAlmostEquals(await penalty.item(), 3.5);
 * ```
 */
export class L1 extends Regularizer {
  /** The factor. */
  readonly l1: number;
  readonly #penalty: Expr;

  /**
   * Sets the factor, 0.01 if not given.
   *
   * @throws {ValueError} if it is not finite, or below 0.
   */
  constructor(options: { readonly l1?: number } = {}) {
    super();
    checkOptions("L1", options, ["l1"]);
    this.l1 = checkFactor("L1", "l1", options.l1 ?? 0.01);
    this.#penalty = mul(abs(x), this.l1);
  }

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { l1: this.l1 };
  }
}

/** `new L1(options)`, under Keras's other name for it. */
export function l1(options: { readonly l1?: number } = {}): L1 {
  return new L1(options);
}
