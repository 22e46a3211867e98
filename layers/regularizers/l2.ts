/** The penalty on squares. */

import type { Expr } from "../../backends/expr.ts";
import { mul, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { checkFactor, Regularizer } from "./regularizer.ts";

/**
 * `l2` times the sum of the squares.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const penalty = new dg.regularizers.L2({ l2: 0.5 }).call(dg.tensor([3, -4]));
 * assertAlmostEquals(await penalty.item(), 12.5);
 * ```
 */
export class L2 extends Regularizer {
  /** The factor. */
  readonly l2: number;
  readonly #penalty: Expr;

  /**
   * Sets the factor, 0.01 if not given.
   *
   * @throws {ValueError} if it is not finite, or below 0.
   */
  constructor(options: { readonly l2?: number } = {}) {
    super();
    checkOptions("L2", options, ["l2"]);
    this.l2 = checkFactor("L2", "l2", options.l2 ?? 0.01);
    this.#penalty = mul(square(x), this.l2);
  }

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { l2: this.l2 };
  }
}

/** `new L2(options)`, under Keras's other name for it. */
export function l2(options: { readonly l2?: number } = {}): L2 {
  return new L2(options);
}
