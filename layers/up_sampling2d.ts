/** The enlarging layer of Keras. */

import type { DataFormat } from "../autograd/ops/conv2d.ts";
import type { Pair } from "../autograd/ops/conv_geometry.ts";
import { broadcastTo } from "../autograd/ops/broadcast.ts";
import { matmul } from "../autograd/ops/matmul.ts";
import { enlargement, type Interpolation } from "../autograd/ops/resize.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { type PairLike, toDataFormat, toPair } from "./arguments.ts";
import {
  imageSpec,
  spatialAxes,
  throughChannelsLast,
  withSpatial,
} from "./images.ts";
import { checkInput, type InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { checkOneOf } from "./options.ts";
import type { Config } from "./serialization.ts";
import type { PartialShape } from "./shapes.ts";

/** The options of UpSampling2D: Keras's, in camelCase. */
export interface UpSampling2DOptions extends LayerOptions {
  /** How many times as high and as wide, or one integer for both; 2 if not given. */
  readonly size?: PairLike;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** What lies between cells; `"nearest"`, which repeats them, if not given. */
  readonly interpolation?: Interpolation;
}

/**
 * Keras's UpSampling2D: images some times as high and as wide.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.UpSampling2D({ size: [1, 2] });
 * const x = dg.tensor([1, 2], [1, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [1, 1, 2, 2]);
 * ```
 */
export class UpSampling2D extends Layer {
  /** How many times as high and as wide. */
  readonly size: Pair;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** What lies between cells. */
  readonly interpolation: Interpolation;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: UpSampling2DOptions = {}) {
    const { size = 2, dataFormat, interpolation = "nearest", ...rest } =
      options;
    super(rest);
    const own = this.constructor.name;
    this.dataFormat = toDataFormat(own, dataFormat);
    this.size = toPair(own, "size", size);
    this.interpolation = checkOneOf(own, "interpolation", interpolation, [
      "bicubic",
      "bilinear",
      "lanczos3",
      "lanczos5",
      "nearest",
    ]);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The input, enlarged. */
  override call(x: Tensor): Tensor {
    const { interpolation, size, dataFormat } = this;
    if (interpolation === "nearest") {
      const [height] = spatialAxes(dataFormat);
      return repeat(x, height, size);
    }
    return throughChannelsLast(x, dataFormat, (x) => {
      const [batch, height, width, channels] = x.shape;
      const [rows, columns] = [height, width].map((length, i) =>
        Tensor.from(
          x.backend,
          enlargement(length, size[i], interpolation),
          [length * size[i], length],
        )
      );
      const high = matmul(rows, reshape(x, [batch, height, width * channels]));
      const lines = reshape(high, [-1, width, channels]);
      const shape = [batch, rows.shape[0], columns.shape[0], channels];
      return reshape(matmul(columns, lines), shape);
    });
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return withSpatial(
      inputShape,
      this.dataFormat,
      (length, i) => length * this.size[i],
    );
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      size: [...this.size],
      data_format: this.dataFormat,
      interpolation: this.interpolation,
    };
  }
}

/** Each cell of axis `at` and of the next as often as `times` say: one copy. */
function repeat(x: Tensor, at: number, times: Pair): Tensor {
  const [height, width] = x.shape.slice(at, at + 2);
  const single = [height, 1, width, 1];
  const many = [height, times[0], width, times[1]];
  const spread = reshape(x, x.shape.toSpliced(at, 2, ...single));
  const repeated = broadcastTo(spread, x.shape.toSpliced(at, 2, ...many));
  const shape = x.shape.toSpliced(at, 2, height * times[0], width * times[1]);
  return reshape(repeated, shape);
}
