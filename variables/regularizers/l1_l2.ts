/** Penalties of how large weights are: their magnitudes, their squares, or both. */

import type { Expr } from "../../backends/expr.ts";
import { abs, add, mul, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../config/checks.ts";
import { checkFactor, Regularizer } from "./regularizer.ts";
import type { Config } from "../../config/serialization.ts";

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
    checkOptions("L1", options, ["l1"], arguments);
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
  checkOptions("l1", options, ["l1"], arguments);
  return new L1(options);
}

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
    checkOptions("L2", options, ["l2"], arguments);
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
  checkOptions("l2", options, ["l2"], arguments);
  return new L2(options);
}

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
    checkOptions("L1L2", options, ["l1", "l2"], arguments);
    this.l1 = checkFactor("L1L2", "l1", options.l1 ?? 0);
    this.l2 = checkFactor("L1L2", "l2", options.l2 ?? 0);
    // A factor of 0 asks for no penalty at all, infinite or not.
    this.#penalty = add(
      this.l1 === 0 ? -0 : mul(abs(x), this.l1),
      this.l2 === 0 ? -0 : mul(square(x), this.l2),
    );
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
  checkOptions("l1_l2", options, ["l1", "l2"], arguments);
  return new L1L2({ l1: 0.01, l2: 0.01, ...options });
}
