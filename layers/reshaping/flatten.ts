/** The flattening layer of Keras. */

import { sizeOf } from "../../backends/view.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { dataFormat } from "../../variables/rows.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { ImageOptions } from "../image_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of Flatten: Keras's, in camelCase.
 * @category Reshaping layers
 */
export type FlattenOptions = ImageOptions;

/**
 * Keras's Flatten: `[batch, ...]` as `[batch, elements]`, in the order of channels last whatever the data format.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Flatten();
 * assertEquals(layer.apply(dg.ones([3, 2, 2, 4])).shape, [3, 16]);
 * ```
 *
 * @category Reshaping layers
 */
export class Flatten extends Layer<FlattenOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    dataFormat: dataFormat(),
  } satisfies Schema<FlattenOptions, LayerOptions>;
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;

  /** A batch at least. */
  protected override get inputSpec(): InputSpec {
    return { minRank: 1 };
  }

  /** The same elements. */
  override call(x: Tensor): Tensor {
    const [batch, ...sizes] = x.shape;
    const inner = sizes.map((_, i) => i + 1);
    const channelsLast = this.dataFormat === "channels_first" && x.rank > 2
      ? transpose(x, [0, ...inner.slice(1), 1])
      : x;
    return reshape(channelsLast, [batch, sizeOf(sizes)]);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const [batch, ...sizes] = inputShape;
    const elements = sizes.reduce(
      (a, b) => a === null || b === null ? null : a * b,
      1,
    );
    return [batch, elements];
  }
}
