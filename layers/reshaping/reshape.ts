/** The reshaping layer of Keras. */

import { ShapeError } from "../../config/errors.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import { sizeOf } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { isInteger, row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import type { InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Reshape: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface ReshapeOptions extends LayerOptions {
  /** Shape of the output without the batch; -1, once, for what is left. */
  readonly targetShape: readonly number[];
}

/**
 * Keras's Reshape: `[batch, ...]` as `[batch, ...targetShape]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Reshape({ targetShape: [-1, 2, 4] });
 * assertEquals(layer.apply(dg.ones([3, 16])).shape, [3, 2, 2, 4]);
 * ```
 *
 * @category Reshaping layers
 */
export class Reshape extends Layer<ReshapeOptions, ["targetShape"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["targetShape"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    targetShape: row(
      "a list of integers, 0 or more, and at most one -1",
      (shape) => isTarget(shape) ? [...shape] : undefined,
    ),
  } satisfies Schema<ReshapeOptions, LayerOptions>;
  /** Shape of the output without the batch. */
  declare readonly targetShape: readonly number[];

  /** A batch at least. */
  protected override get inputSpec(): InputSpec {
    return { minRank: 1 };
  }

  /** The same elements. */
  override call(x: Tensor): Tensor {
    const shape = this.computeOutputShape(x.shape);
    return reshape(x, shape.map((size) => size ?? -1));
  }

  /**
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ShapeError} if the number of elements differs.
   */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const { targetShape } = this;
    const [batch, ...sizes] = inputShape;
    if (!isKnown(sizes)) {
      return [batch, ...targetShape.map((size) => size === -1 ? null : size)];
    }
    const total = sizeOf(sizes);
    const named = sizeOf(targetShape.filter((size) => size !== -1));
    const rest = targetShape.includes(-1) ? total / named : 1;
    if (Number.isInteger(rest) && named * rest === total) {
      return [batch, ...targetShape.map((size) => size === -1 ? rest : size)];
    }
    throw new ShapeError(
      `Cannot apply ${this}: expected an input that targetShape ${
        showShape(targetShape)
      } has as many elements as, received ${showShape(inputShape)}`,
      { expected: targetShape, actual: sizes },
    );
  }
}

function isKnown(shape: PartialShape): shape is readonly number[] {
  return !shape.includes(null);
}

function isTarget(shape: unknown): shape is readonly number[] {
  return Array.isArray(shape) &&
    [...shape].every((size) => isInteger(size) && size >= -1) &&
    shape.filter((size) => size === -1).length <= 1;
}
