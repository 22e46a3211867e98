/** What the layers have in common that merge several inputs element by element. */

import type { Expr } from "../../backends/expr.ts";
import { input } from "../../backends/expr.ts";
import { ShapeError } from "../../config/errors.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkInputs, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";

// Kernels take a handful of inputs at once.
const AT_ONCE = 4;

/**
 * A layer of an array of inputs that broadcast together, of which those with fewer axes get some of size 1 after the
 * batch.
 *
 * @category Merging layers
 */
export abstract class MergeLayer extends Layer {
  readonly #exprs = new Map<number, Expr>();

  /** The expression of two. */
  protected abstract merge(a: Expr, b: Expr): Expr;

  /** One or more inputs with a batch. */
  protected override get inputSpec(): InputSpec {
    return { minInputs: 1, minRank: 1 };
  }

  /** Refuses inputs that do not broadcast together. */
  override build(...shapes: [PartialShape, ...PartialShape[]]): void {
    this.computeOutputShape(...shapes);
    super.build(...shapes);
  }

  /** The inputs, merged. */
  override call(...inputs: [Tensor, ...Tensor[]]): Tensor {
    const [shape, ...rest] = inputs.map(({ shape }) => shape);
    this.computeOutputShape(shape, ...rest);
    const shapes = alignedShapes([shape, ...rest]);
    const [first, ...others] = inputs.map((x, i) =>
      x.rank === shapes[i].length ? x : reshape(x, shapes[i] as number[])
    );
    let result = first;
    for (let at = 0; at < others.length; at += AT_ONCE) {
      const some = others.slice(at, at + AT_ONCE);
      result = elementwise(this.#exprOf(some.length), [result, ...some]);
    }
    return result;
  }

  #exprOf(others: number): Expr {
    const known = this.#exprs.get(others);
    if (known) return known;
    const all = Array.from({ length: others + 1 }, (_, i) => input(i));
    const expr = all.reduce((a, b) => this.merge(a, b));
    this.#exprs.set(others, expr);
    return expr;
  }

  /**
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ShapeError} if the inputs do not broadcast together.
   */
  override computeOutputShape(
    ...shapes: [PartialShape, ...PartialShape[]]
  ): PartialShape {
    checkInputs(this, this.inputSpec, shapes);
    const batches = shapes.flatMap(([batch]) => batch ?? []);
    const [first, ...others] = alignedShapes(shapes);
    if (batches.some((batch) => batch !== batches[0])) {
      throw this.#refuse(shapes);
    }
    return others.reduce((common, shape) =>
      common.map((size, axis) => {
        const other = shape[axis];
        if (size === other || other === 1) return size;
        if (size === 1) return other;
        // Whatever is not known will have to be what the other is.
        if (size === null || other === null) return size ?? other;
        throw this.#refuse(shapes);
      }), first);
  }

  #refuse(shapes: readonly PartialShape[]): ShapeError {
    return new ShapeError(
      `Cannot apply ${this}: expected inputs of one batch size and of shapes that broadcast together, received ${
        shapes.map(showShape).join(", ")
      }`,
      {
        expected: "shapes that broadcast together",
        actual: shapes[0].map((size) => size ?? NaN),
      },
    );
  }
}

/** The shapes with axes of size 1 after the batch, so that all have equally many. */
function alignedShapes(shapes: readonly PartialShape[]): PartialShape[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return shapes.map(([batch, ...sizes]) => [
    batch,
    ...new Array<number>(rank - 1 - sizes.length).fill(1),
    ...sizes,
  ]);
}
