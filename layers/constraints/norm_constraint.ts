/** What constraints on norms have in common: the axes, and weights rescaled by a function of their norm. */

import { ValueError } from "../../backends/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import { sqrt, y } from "../../autograd/formula.ts";
import { toAxes } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { square } from "../../autograd/ops/elementwise.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote } from "../options.ts";
import { Constraint } from "./constraint.ts";

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
