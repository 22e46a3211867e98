/** Penalties of how large weights are: their magnitudes, their squares, or both. */

import type { Expr } from "../../backends/expr.ts";
import { abs, add, mul, square, x } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { optionsFromPlaces } from "../../config/by_place.ts";
import { checkOptions } from "../../config/options.ts";
import type {
  AnySchema,
  OptionsArguments,
  Schema,
} from "../../config/schema.ts";
import { factor, Regularizer } from "./regularizer.ts";

/**
 * The option of `L1`.
 * @category Regularizers
 */
export interface L1Options {
  /** The factor; 0.01 if not given. */
  readonly l1?: number;
}

/**
 * The option of `L2`.
 * @category Regularizers
 */
export interface L2Options {
  /** The factor; 0.01 if not given. */
  readonly l2?: number;
}

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
 *
 * @category Regularizers
 */
export class L1 extends Regularizer<L1Options, ["l1"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["l1"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    l1: factor(0.01),
  } satisfies Schema<L1Options>;
  /** The factor. */
  declare readonly l1: number;
  readonly #penalty: Expr = absolute(this);

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }
}

/**
 * `new L1(options)`, under Keras's other name for it.
 * @category Regularizers
 */
export function l1(...options: OptionsArguments<L1Options, ["l1"]>): L1 {
  return new L1(...options);
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
 *
 * @category Regularizers
 */
export class L2 extends Regularizer<L2Options, ["l2"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["l2"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    l2: factor(0.01),
  } satisfies Schema<L2Options>;
  /** The factor. */
  declare readonly l2: number;
  readonly #penalty: Expr = squared(this);

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }
}

/**
 * `new L2(options)`, under Keras's other name for it.
 * @category Regularizers
 */
export function l2(...options: OptionsArguments<L2Options, ["l2"]>): L2 {
  return new L2(...options);
}

/**
 * The options of `L1L2`.
 * @category Regularizers
 */
export interface L1L2Options {
  /** The factor of the absolute values. */
  readonly l1?: number;
  /** The factor of the squares. */
  readonly l2?: number;
}

/**
 * `l1` times the sum of the absolute values and `l2` times that of the squares.
 * @category Regularizers
 */
export class L1L2 extends Regularizer<L1L2Options, ["l1", "l2"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["l1", "l2"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    l1: factor(0),
    l2: factor(0),
  } satisfies Schema<L1L2Options>;
  /** The factor of the absolute values. */
  declare readonly l1: number;
  /** The factor of the squares. */
  declare readonly l2: number;
  readonly #penalty: Expr = both(this);

  /** The penalty, a scalar. */
  override call(w: Tensor): Tensor {
    return sum(elementwise(this.#penalty, [w]));
  }
}

/**
 * `L1L2` with each factor 0.01 if not given, as in TensorFlow 2; the string `"l1_l2"` means this.
 * @category Regularizers
 */
export function l1_l2(
  ...args: OptionsArguments<L1L2Options, ["l1", "l2"]>
): L1L2 {
  const action = "make l1_l2";
  const options = optionsFromPlaces(action, ["l1", "l2"], args);
  checkOptions(action, options, ["l1", "l2"]);
  return new L1L2({ l1: 0.01, l2: 0.01, ...options as L1L2Options });
}

/** What is added for an element. */
function absolute({ l1 }: L1 | L1L2): Expr {
  return mul(abs(x), l1);
}

function squared({ l2 }: L2 | L1L2): Expr {
  return mul(square(x), l2);
}

/** A factor of 0 asks for no penalty at all, infinite or not. */
function both(penalty: L1L2): Expr {
  return add(
    penalty.l1 === 0 ? -0 : absolute(penalty),
    penalty.l2 === 0 ? -0 : squared(penalty),
  );
}
