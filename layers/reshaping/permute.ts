/** The layer of Keras that puts axes in another order. */

import { ValueError } from "../../config/errors.ts";
import { transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of Permute: Keras's. */
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
 */
export class Permute extends Layer {
  /** The axes of the input in the order of the output. */
  readonly dims: readonly number[];

  /**
   * Checks the options.
   *
   * @throws {ValueError} if `dims` has not each of 1, 2, ... once.
   */
  constructor(options: PermuteOptions) {
    checkArguments(new.target, arguments, options, ["dims"]);
    const { dims, ...rest } = options;
    super(rest);
    const right = Array.isArray(dims) &&
      dims.toSorted((a, b) => a - b).every((axis, i) => axis === i + 1);
    if (!right) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected dims to be a permutation of the consecutive integers from 1, received ${
          quote(dims)
        }`,
      );
    }
    this.dims = [...dims];
  }

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
    checkInput(`${this}`, this.inputSpec, inputShape);
    return [0, ...this.dims].map((axis) => inputShape[axis]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), dims: [...this.dims] };
  }
}
