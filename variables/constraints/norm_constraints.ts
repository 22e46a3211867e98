/** Constraints of how long weights are. */

import { ValueError } from "../../config/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import {
  add,
  div,
  maximum,
  minimum,
  mul,
  sqrt,
  x,
  y,
} from "../../autograd/formula.ts";
import { toAxes } from "../../autograd/ops/axes.ts";
import { square } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Constraint } from "./constraint.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";

/** The option of every constraint on norms. */
export interface NormOptions {
  /**
   * The axes over which a norm is taken, negative ones counted from the back; 0 if not given. For a dense kernel
   * [inputs, units], 0 bounds each unit; for a Conv2D kernel [0, 1, 2] bounds each filter, for a Conv2DTranspose kernel
   * [0, 1, 3].
   */
  readonly axis?: number | readonly number[];
}

/** In the formulas of constraints, the norm; `x` is the weight. */
export const norm: Expr = sqrt(y);

/** A constraint on norms. */
export abstract class NormConstraint extends Constraint {
  /** The axes over which a norm is taken. */
  readonly axis: number | readonly number[];
  readonly #owner: string;

  /**
   * Settles the axes.
   *
   * @throws {ValueError} if they are no integers.
   */
  constructor(owner: string, axis: unknown = 0) {
    super();
    this.#owner = owner;
    this.axis = checkAxis(owner, axis);
  }

  /** The weight projected, by a formula of the weight `x` and the square `y` of its norm. */
  protected project(formula: Expr, w: Tensor): Tensor {
    const axis = toAxes(this.#owner, this.axis, w.rank);
    return elementwise(formula, [w, sum(square(w), { axis, keepdims: true })]);
  }
}

function checkAxis(owner: string, axis: unknown): number | readonly number[] {
  if (typeof axis === "number" && Number.isInteger(axis)) return axis;
  if (Array.isArray(axis) && axis.every(Number.isInteger)) return [...axis];
  throw new ValueError(
    `Cannot make ${owner}: expected axis to be an integer or a list of them, received ${
      quote(axis)
    }`,
  );
}

/** The options of `MaxNorm`. */
export interface MaxNormOptions extends NormOptions {
  /** The largest norm; 2 if not given. */
  readonly maxValue?: number;
}

/**
 * Rescales weights whose norm is too large: `w clip(norm, 0, maxValue) / (epsilon + norm)`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const constraint = new dg.constraints.MaxNorm({ maxValue: 1 });
 * const [a, b] = await constraint.call(dg.tensor([3, 4])).data();
 * assertAlmostEquals(a, 0.6, 1e-6);
 * assertAlmostEquals(b, 0.8, 1e-6);
 * ```
 */
export class MaxNorm extends NormConstraint {
  /** The largest norm. */
  readonly maxValue: number;
  readonly #projection: Expr;

  /** Sets the bound and the axes. */
  constructor(options: MaxNormOptions = {}) {
    checkOptions("MaxNorm", options, ["maxValue", "axis"], arguments);
    super("MaxNorm", options.axis);
    this.maxValue = checkNumber("MaxNorm", "maxValue", options.maxValue ?? 2);
    const clipped = minimum(maximum(norm, 0), this.maxValue);
    this.#projection = mul(x, div(clipped, add(norm, EPSILON)));
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { max_value: this.maxValue, axis: this.axis };
  }
}

/** The options of `MinMaxNorm`. */
export interface MinMaxNormOptions extends NormOptions {
  /** The smallest norm; 0 if not given. */
  readonly minValue?: number;
  /** The largest norm; 1 if not given. */
  readonly maxValue?: number;
  /** How far a norm outside goes towards the nearest bound: 1, the default, for all the way. */
  readonly rate?: number;
}

/** Rescales weights: `w (rate clip(norm, minValue, maxValue) + (1 - rate) norm) / (epsilon + norm)`. */
export class MinMaxNorm extends NormConstraint {
  /** The smallest norm. */
  readonly minValue: number;
  /** The largest norm. */
  readonly maxValue: number;
  /** How far a norm outside goes towards the nearest bound. */
  readonly rate: number;
  readonly #projection: Expr;

  /** Sets the bounds, the rate and the axes. */
  constructor(options: MinMaxNormOptions = {}) {
    const owner = "MinMaxNorm";
    checkOptions(
      owner,
      options,
      ["minValue", "maxValue", "rate", "axis"],
      arguments,
    );
    super(owner, options.axis);
    this.minValue = checkNumber(owner, "minValue", options.minValue ?? 0);
    this.maxValue = checkNumber(owner, "maxValue", options.maxValue ?? 1);
    this.rate = checkNumber(owner, "rate", options.rate ?? 1);
    const clipped = minimum(maximum(norm, this.minValue), this.maxValue);
    const desired = add(mul(clipped, this.rate), mul(norm, 1 - this.rate));
    this.#projection = mul(x, div(desired, add(norm, EPSILON)));
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(this.#projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      min_value: this.minValue,
      max_value: this.maxValue,
      rate: this.rate,
      axis: this.axis,
    };
  }
}

const projection = div(x, add(norm, EPSILON));

/** Divides weights by their norm: `w / (epsilon + norm)`; zeros stay zeros. */
export class UnitNorm extends NormConstraint {
  /** Sets the axes. */
  constructor(options: NormOptions = {}) {
    checkOptions("UnitNorm", options, ["axis"], arguments);
    super("UnitNorm", options.axis);
  }

  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return this.project(projection, w);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { axis: this.axis };
  }
}
