/** The layer of Keras that repeats vectors. */

import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of RepeatVector: Keras's.
 * @category Reshaping layers
 */
export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  readonly n: number;
}

/**
 * Keras's RepeatVector: `[batch, features]` as `[batch, n, features]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RepeatVector({ n: 3 });
 * assertEquals(layer.apply(dg.ones([2, 8])).shape, [2, 3, 8]);
 * ```
 *
 * @category Reshaping layers
 */
export class RepeatVector extends Layer<RepeatVectorOptions, ["n"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["n"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    n: count(),
  } satisfies Schema<RepeatVectorOptions, LayerOptions>;
  /** How often. */
  declare readonly n: number;

  /** Vectors. */
  protected override get inputSpec(): InputSpec {
    return { rank: 2, layout: "[batch, features]" };
  }

  /** The input, repeated. */
  override call(x: Tensor): Tensor {
    const [batch, features] = x.shape;
    return broadcastTo(expandDims(x, 1), [batch, this.n, features]);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const [batch, features] = inputShape;
    return [batch, this.n, features];
  }
}
