/** The layer of Keras that puts axes in another order. */

import { transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Permute: Keras's.
 * @category Reshaping layers
 */
export interface PermuteOptions extends LayerOptions {
  /** The axes of the input in the order of the output, counted with the batch, which is 0 and stays. */
  readonly dims: readonly number[];
}

/**
 * Keras's Permute: the axes after the batch in another order.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Permute({ dims: [3, 1, 2] });
 * assertEquals(layer.apply(dg.ones([2, 8, 9, 3])).shape, [2, 3, 8, 9]);
 * ```
 *
 * @category Reshaping layers
 */
export class Permute extends Layer<PermuteOptions, ["dims"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["dims"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    dims: row(
      "a permutation of the consecutive integers from 1",
      (dims) => isPermutation(dims) ? [...dims] : undefined,
    ),
  } satisfies Schema<PermuteOptions, LayerOptions>;
  /** The axes of the input in the order of the output. */
  declare readonly dims: readonly number[];

  /** As many axes as there are places. */
  protected override get inputSpec(): InputSpec {
    return { rank: this.dims.length + 1 };
  }

  /** The input with its axes in the other order. */
  override call(x: Tensor): Tensor {
    return transpose(x, [0, ...this.dims]);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return [0, ...this.dims].map((axis) => inputShape[axis]);
  }
}

function isPermutation(dims: unknown): dims is readonly number[] {
  return Array.isArray(dims) &&
    dims.toSorted((a, b) => a - b).every((axis, i) => axis === i + 1);
}
