/** Layers that fold whole images. */

import type { DataFormat } from "../../autograd/ops/options.ts";
import type { ReduceOptions } from "../../autograd/ops/options.ts";
import { max, mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toBoolean, toDataFormat } from "../../variables/arguments.ts";
import { imageSpec, spatialAxes } from "../images.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of pooling layers over whole images: Keras's, in camelCase. */
export interface GlobalPoolOptions extends LayerOptions {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** Whether height and width stay, with size 1; false if not given. */
  readonly keepdims?: boolean;
}

/** A layer that makes one number of each channel of an image. */
export abstract class GlobalPoolLayer extends Layer {
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** Whether height and width stay. */
  readonly keepdims: boolean;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: GlobalPoolOptions = {}) {
    checkArguments(new.target, arguments, options, ["dataFormat", "keepdims"]);
    const { dataFormat, keepdims = false, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.dataFormat = toDataFormat(own, dataFormat);
    this.keepdims = toBoolean(own, "keepdims", keepdims);
  }

  /** The fold of the axes. */
  protected abstract pool(x: Tensor, options: ReduceOptions): Tensor;

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The channels of the input, each as one number. */
  override call(x: Tensor): Tensor {
    const { keepdims } = this;
    return this.pool(x, { axis: spatialAxes(this.dataFormat), keepdims });
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    const axes = spatialAxes(this.dataFormat);
    return inputShape.flatMap((size, axis) =>
      axes.includes(axis) ? (this.keepdims ? [1] : []) : [size]
    );
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      data_format: this.dataFormat,
      keepdims: this.keepdims,
    };
  }
}

/**
 * Keras's GlobalAveragePooling2D: the mean of each channel of an image.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalAveragePooling2D();
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 3]);
 * ```
 */
export class GlobalAveragePooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return mean(x, options);
  }
}

/**
 * Keras's GlobalMaxPooling2D: the largest cell of each channel of an image.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalMaxPooling2D();
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 3]);
 * ```
 */
export class GlobalMaxPooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return max(x, options);
  }
}
