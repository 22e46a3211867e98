/** The penalty on absolute values and squares together. */

import type { Expr } from "../../backends/expr.ts";
import { abs, add, mul, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { checkFactor, Regularizer } from "./regularizer.ts";

/** The options of `L1L2`. */
export interface L1L2Options {
  /** The factor of the absolute values. */
  readonly l1?: number;
  /** The factor of the squares. */
  readonly l2?: number;
}

/** `l1` times the sum of the absolute values and `l2` times that of the squares. */
export class L1L2 extends Regularizer {
  /** The factor of the absolute values. */
  readonly l1: number;
  /** The factor of the squares. */
  readonly l2: number;
  readonly #penalty: Expr;

  /**
   * Sets the factors, each 0 if not given.
   *
   * @throws {ValueError} if one is not finite, or below 0.
   */
  constructor(options: L1L2Options = {}) {
    super();
    checkOptions("L1L2", options, ["l1", "l2"]);
    this.l1 = checkFactor("L1L2", "l1", options.l1 ?? 0);
    this.l2 = checkFactor("L1L2", "l2", options.l2 ?? 0);
    this.#penalty = add(mul(abs(x), this.l1), mul(square(x), this.l2));
  }

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { l1: this.l1, l2: this.l2 };
  }
}

/** `L1L2` with each factor 0.01 if not given, as in TensorFlow 2; the string `"l1_l2"` means this. */
export function l1_l2(options: L1L2Options = {}): L1L2 {
  return new L1L2({ l1: 0.01, l2: 0.01, ...options });
}
