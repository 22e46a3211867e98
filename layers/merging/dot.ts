/** The layer of Keras that multiplies two inputs and sums along an axis of each. */

import { toAxis } from "../../autograd/ops/axes.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ShapeError } from "../../config/errors.ts";
import { flag, isInteger, row } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { checkInputs, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import { overNorm } from "../normalization/unit_normalization.ts";

/**
 * The options of Dot: Keras's.
 * @category Merging layers
 */
export interface DotOptions extends LayerOptions {
  /** The axis of both inputs along which to sum, or `[axis of the first, axis of the second]`; negative ones count from the back. */
  readonly axes: number | readonly number[];
  /** Whether both inputs are divided by their norms along these axes first, which gives cosines; false if not given. */
  readonly normalize?: boolean;
}

/**
 * Keras's Dot: the products of two inputs of one batch, summed along an axis of each.
 *
 * Of `[batch, a, n]` and `[batch, b, n]` with axes 2 it gives `[batch, a, b]`: what is left of the first, then what is left
 * of the second. Of two vectors a sample, `[batch, n]`, it gives `[batch, 1]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Dot({ axes: 1 });
 * const y = layer.apply([dg.tensor([[1, 2]]), dg.tensor([[3, 4]])]);
 * assertEquals([...await y.data()], [11]);
 * ```
 *
 * @category Merging layers
 */
export class Dot extends Layer<DotOptions, ["axes"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["axes"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axes: axisOrTwo(),
    normalize: flag(false),
  } satisfies Schema<DotOptions, LayerOptions>;
  /** The axis, or axes, along which it sums. */
  declare readonly axes: number | readonly number[];
  /** Whether the inputs are divided by their norms first. */
  declare readonly normalize: boolean;

  /** Two inputs with a batch, and axes beside it. */
  protected override get inputSpec(): InputSpec {
    return { minInputs: 2, minRank: 2 };
  }

  /** Refuses inputs that do not fit together. */
  override build(a: PartialShape, b: PartialShape): void {
    this.computeOutputShape(a, b);
    super.build(a, b);
  }

  /** The products, summed. */
  override call(a: Tensor, b: Tensor): Tensor {
    const axes = this.#axesOf(a.shape, b.shape);
    const shape = this.computeOutputShape(a.shape, b.shape) as number[];
    const [left, right] = [a, b].map((x, i) =>
      matrices(this.normalize ? overNorm(x, [axes[i]]) : x, axes[i])
    );
    return reshape(matmul(left, transpose(right, [0, 2, 1])), shape);
  }

  /**
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ShapeError} if the inputs differ in the batch or along the axes, or an axis is that of the batch.
   */
  override computeOutputShape(a: PartialShape, b: PartialShape): PartialShape {
    checkInputs(this, this.inputSpec, [a, b]);
    const [i, j] = this.#axesOf(a, b);
    if (i === 0 || j === 0) {
      throw this.#refuse("axes other than the batch's", a, b);
    }
    if (differ(a[0], b[0]) || differ(a[i], b[j])) {
      throw this.#refuse(
        `inputs of one batch size, and of one size on axes ${i} and ${j}`,
        a,
        b,
      );
    }
    const left = a.filter((_, axis) => axis !== i);
    const right = b.filter((_, axis) => axis !== 0 && axis !== j);
    const shape = [left[0] ?? b[0], ...left.slice(1), ...right];
    return shape.length === 1 ? [...shape, 1] : shape;
  }

  #axesOf(a: PartialShape, b: PartialShape): [number, number] {
    const [i, j = i] = [this.axes].flat();
    return [toAxis(`${this}`, i, a.length), toAxis(`${this}`, j, b.length)];
  }

  #refuse(expected: string, a: PartialShape, b: PartialShape): ShapeError {
    return new ShapeError(
      `Cannot apply ${this}: expected ${expected}, received ${showShape(a)}, ${
        showShape(b)
      }`,
      { expected, actual: b.map((size) => size ?? NaN) },
    );
  }
}

/** A tensor as matrices whose rows lie along an axis: `[batch, all other axes, axis]`. */
function matrices(x: Tensor, axis: number): Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const rows = others.slice(1).reduce((size, i) => size * x.shape[i], 1);
  const last = transpose(x, [...others, axis]);
  return reshape(last, [x.shape[0], rows, x.shape[axis]]);
}

function differ(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a !== b;
}

function axisOrTwo(): Row<number | readonly number[]> {
  return row("an integer or a list of two", (value) => {
    if (!Array.isArray(value)) return isInteger(value) ? value : undefined;
    const list: readonly unknown[] = [...value];
    return list.length === 2 && list.every(isInteger) ? list : undefined;
  });
}
