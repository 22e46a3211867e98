/** The penalty on rows or columns that are not orthogonal. */

import { ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import * as f from "../../autograd/formula.ts";
import { arange } from "../../autograd/create.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mul, square } from "../../autograd/ops/elementwise.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { factor, Regularizer } from "./regularizer.ts";

/**
 * The options of `OrthogonalRegularizer`.
 * @category Regularizers
 */
export interface OrthogonalRegularizerOptions {
  /** The factor; 0.01 if not given. */
  readonly factor?: number;
  /** Which vectors should be orthogonal; `"rows"` if not given. */
  readonly mode?: "rows" | "columns";
}

// A vector over its length; one shorter than epsilon over epsilon, and then its length does not count in the gradient.
const unit = f.mul(
  f.x,
  f.where(f.greater(f.y, EPSILON ** 2), f.div(1, f.sqrt(f.y)), 1 / EPSILON),
);
// |x| off the diagonal, where the row y is not the column.
const offDiagonal = f.where(f.equal(f.y, input(2)), 0, f.abs(f.x));

/**
 * `factor` times the mean of the absolute cosines between the rows of a matrix, or between its columns; 0 for a single
 * one.
 *
 * @category Regularizers
 */
export class OrthogonalRegularizer
  extends Regularizer<OrthogonalRegularizerOptions, ["factor", "mode"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["factor", "mode"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    factor: factor(0.01),
    mode: oneOf(["rows", "columns"], "rows"),
  } satisfies Schema<OrthogonalRegularizerOptions>;
  /** The factor. */
  declare readonly factor: number;
  /** Which vectors should be orthogonal. */
  declare readonly mode: "rows" | "columns";

  /**
   * The penalty, a scalar.
   *
   * @throws {ValueError} if `w` is no matrix.
   */
  override call(w: Tensor): Tensor {
    if (w.rank !== 2) {
      throw new ValueError(
        `Cannot apply OrthogonalRegularizer: expected a tensor of rank 2, received shape [${
          w.shape.join(", ")
        }]`,
      );
    }
    const rows = this.mode === "rows" ? w : transpose(w);
    const [n] = rows.shape;
    const squares = sum(square(rows), { axis: 1, keepdims: true });
    const units = elementwise(unit, [rows, squares]);
    const cosines = matmul(units, transpose(units));
    const index = arange(n);
    const each = elementwise(offDiagonal, [
      cosines,
      reshape(index, [n, 1]),
      index,
    ]);
    // Each pair is there twice.
    const pairs = Math.max(1, n * (n - 1) / 2);
    return mul(sum(each), this.factor * 0.5 / pairs);
  }
}
