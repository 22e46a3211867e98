/** The flattening layer of Keras. */

import { sizeOf } from "../../backends/view.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toDataFormat } from "../../variables/arguments.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of Flatten: Keras's, in camelCase. */
export interface FlattenOptions extends LayerOptions {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

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
 */
export class Flatten extends Layer {
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if there is no such data format.
   */
  constructor(options: FlattenOptions = {}) {
    checkArguments(new.target, arguments, options, ["dataFormat"]);
    const { dataFormat, ...rest } = options;
    super(rest);
    this.dataFormat = toDataFormat(this.constructor.name, dataFormat);
  }

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
    checkInput(`${this}`, this.inputSpec, inputShape);
    const [batch, ...sizes] = inputShape;
    const elements = sizes.reduce(
      (a, b) => a === null || b === null ? null : a * b,
      1,
    );
    return [batch, elements];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), data_format: this.dataFormat };
  }
}
