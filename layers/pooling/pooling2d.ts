/** Layers that fold the windows of images. */

import { ValueError } from "../../config/errors.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import {
  conv2dGeometry,
  type ConvAxes,
  type Padding,
  type Pair,
} from "../../autograd/ops/conv_geometry.ts";
import { averagePool, maxPool } from "../../autograd/ops/pool.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  type PairLike,
  toDataFormat,
  toPadding,
  toPair,
} from "../../variables/arguments.ts";
import {
  imageSpec,
  spatialAxes,
  throughChannelsLast,
  withSpatial,
} from "../images.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of pooling layers: Keras's, in camelCase. */
export interface PoolOptions extends LayerOptions {
  /** `[height, width]` of the windows, or one integer for both. */
  readonly poolSize: PairLike;
  /** Steps between neighbouring windows; `poolSize` if not given. */
  readonly strides?: PairLike | null;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

/** The names of these options. */
const POOL_OPTIONS: readonly string[] = [
  "poolSize",
  "strides",
  "padding",
  "dataFormat",
];

/** A layer that makes one cell of each window over an image. */
export abstract class PoolLayer extends Layer {
  /** `[height, width]` of the windows. */
  readonly poolSize: Pair;
  /** Steps between neighbouring windows. */
  readonly strides: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /** Checks the options. */
  constructor(options: PoolOptions) {
    checkArguments(new.target, arguments, options, POOL_OPTIONS);
    const { poolSize, strides = null, padding = "valid", dataFormat, ...rest } =
      options;
    super(rest);
    const own = this.constructor.name;
    this.poolSize = toPair(own, "poolSize", poolSize);
    this.strides = strides === null
      ? this.poolSize
      : toPair(own, "strides", strides);
    this.padding = toPadding(own, padding);
    this.dataFormat = toDataFormat(own, dataFormat);
  }

  /** The pooling of images with the channels last. */
  protected abstract pool(x: Tensor, axes: ConvAxes): Tensor;

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  #axes(input: Pair): ConvAxes {
    const { poolSize: kernel, strides, padding } = this;
    return { input, kernel, strides, dilations: [1, 1], padding };
  }

  /** The windows of the input, each as one cell. */
  override call(x: Tensor): Tensor {
    const [height, width] = spatialAxes(this.dataFormat)
      .map((axis) => x.shape[axis]);
    this.#checkRoom([height, width]);
    const axes = this.#axes([height, width]);
    return throughChannelsLast(x, this.dataFormat, (x) => this.pool(x, axes));
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return withSpatial(
      inputShape,
      this.dataFormat,
      // The other axis does not matter, but has to have room for a window.
      (size, i) => this.#outputSize(size, i),
    );
  }

  #checkRoom(size: Pair): void {
    const { poolSize, padding } = this;
    if (padding === "same" || poolSize.every((room, i) => room <= size[i])) {
      return;
    }
    throw new ValueError(
      `Cannot apply ${this}: expected images of at least poolSize [${
        poolSize.join(", ")
      }], received [${size.join(", ")}]`,
    );
  }

  #outputSize(size: number, i: number): number {
    const room = this.poolSize[1 - i];
    const input: Pair = i === 0 ? [size, room] : [room, size];
    this.#checkRoom(input);
    return conv2dGeometry(this.#axes(input)).output[i];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      pool_size: [...this.poolSize],
      padding: this.padding,
      strides: [...this.strides],
      data_format: this.dataFormat,
    };
  }
}

/**
 * Keras's AveragePooling2D: the mean of each window over an image, channel by channel; what "same" adds at the borders
 * does not count. (Keras on PyTorch repeats the border instead, where "same" adds unevenly; on TensorFlow it does
 * as here.)
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.AveragePooling2D({ poolSize: 2 });
 * const x = dg.tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [3.5, 5.5]);
 * ```
 */
export class AveragePooling2D extends PoolLayer {
  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
  }
}

/** The options of MaxPooling2D: Keras's, in camelCase. */
export interface MaxPooling2DOptions extends Omit<PoolOptions, "poolSize"> {
  /** `[height, width]` of the windows, or one integer for both; 2 if not given. */
  readonly poolSize?: PairLike;
}

/**
 * Keras's MaxPooling2D: the largest cell of each window over an image, channel by channel. Of several the first, row by
 * row, gets the gradient.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.MaxPooling2D();
 * const x = dg.tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [6, 8]);
 * ```
 */
export class MaxPooling2D extends PoolLayer {
  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: MaxPooling2DOptions = {}) {
    checkArguments(new.target, arguments, options, POOL_OPTIONS);
    super({ ...options, poolSize: options.poolSize ?? 2 });
  }

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}
