/** The layer of Keras that joins its inputs. */

import { ShapeError } from "../../config/errors.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { concat } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integer } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { checkInputs, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Concatenate: Keras's.
 * @category Merging layers
 */
export interface ConcatenateOptions extends LayerOptions {
  /** The axis along which to join, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/**
 * Keras's Concatenate: an array of inputs, one after the other along an axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Concatenate();
 * const y = layer.apply([dg.zeros([2, 8, 8, 3]), dg.zeros([2, 8, 8, 5])]);
 * assertEquals(y.shape, [2, 8, 8, 8]);
 * ```
 *
 * @category Merging layers
 */
export class Concatenate extends Layer<ConcatenateOptions, ["axis"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axis"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: integer(-1),
  } satisfies Schema<ConcatenateOptions, LayerOptions>;
  /** The axis along which it joins. */
  declare readonly axis: number;

  /** One or more inputs. */
  protected override get inputSpec(): InputSpec {
    return { minInputs: 1, minRank: 1 };
  }

  /** Refuses inputs that differ on another axis. */
  override build(...shapes: [PartialShape, ...PartialShape[]]): void {
    this.computeOutputShape(...shapes);
    super.build(...shapes);
  }

  /** The inputs, joined. */
  override call(...inputs: [Tensor, ...Tensor[]]): Tensor {
    return concat(inputs, this.axis);
  }

  /**
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ShapeError} if the inputs differ on another axis.
   */
  override computeOutputShape(
    ...shapes: [PartialShape, ...PartialShape[]]
  ): PartialShape {
    checkInputs(this, this.inputSpec, shapes);
    const [first] = shapes;
    const along = toAxis(`${this}`, this.axis, first.length);
    const alike = (shape: PartialShape): boolean =>
      shape.length === first.length &&
      shape.every((size, axis) =>
        axis === along || size === null || first[axis] === null ||
        size === first[axis]
      );
    if (!shapes.every(alike)) {
      throw new ShapeError(
        `Cannot apply ${this}: expected inputs of shapes that differ on axis ${along} only, received ${
          shapes.map(showShape).join(", ")
        }`,
        { expected: showShape(first), actual: shapes.map((s) => s.length) },
      );
    }
    return first.map((_, axis) => {
      const sizes = shapes.map((shape) => shape[axis]);
      if (axis !== along) return sizes.find((size) => size !== null) ?? null;
      return sizes.reduce(
        (sum, size) => sum === null || size === null ? null : sum + size,
        0,
      );
    });
  }
}
