/** Layers that drop at random what they are given. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { greaterEqual, mul, where, x, y } from "../../autograd/formula.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { randomUniform, type SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  checkAtLeast,
  toDataFormat,
  toSeed,
} from "../../variables/arguments.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { imageSpec } from "../images.ts";
import type { InputSpec } from "../input_spec.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { inTraining } from "../../variables/training_phase.ts";

/** The options of Dropout: Keras's, in camelCase. */
export interface DropoutOptions extends LayerOptions {
  /** The share of the input that is dropped, from 0 to 1. */
  readonly rate: number;
  /** The shape in which is drawn what to drop: 1 where it is one draw for the whole axis, `null` for the input's size. */
  readonly noiseShape?: PartialShape | null;
  /** Where the random numbers begin; unknown, but for `setRandomSeed`, if not given. */
  readonly seed?: number | null;
}

// The input, the draws, the rate, and what makes up for the dropped.
const KEPT = where(greaterEqual(y, input(2)), mul(x, input(3)), 0);

/**
 * Keras's Dropout: in training each element is 0 with probability `rate`, and else `1 / (1 - rate)` times itself.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Dropout({ rate: 0.5, seed: 1 });
 * const x = dg.ones([100]);
 * assertEquals([...new Set(await layer.apply(x).data())], [1]);
 * const trained = await layer.apply(x, { training: true }).data();
 * assertEquals([...new Set(trained)].sort(), [0, 2]);
 * ```
 */
export class Dropout extends ElementwiseLayer {
  /** The share of the input that is dropped. */
  readonly rate: number;
  /** The shape in which is drawn what to drop. */
  readonly noiseShape: PartialShape | null;
  /** Where the random numbers begin, if that was said. */
  readonly seed: number | null;
  readonly #stream: SeedGenerator;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: DropoutOptions) {
    checkArguments(new.target, arguments, options, [
      "rate",
      "noiseShape",
      "seed",
    ]);
    const { rate, noiseShape = null, seed = null, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.rate = checkAtLeast(own, "rate", rate, 0, 1);
    this.seed = seed;
    this.#stream = toSeed(own, seed);
    const right = noiseShape === null || Array.isArray(noiseShape) &&
        noiseShape.every((n) => n === null || Number.isSafeInteger(n) && n > 0);
    if (!right) {
      throw new ValueError(
        `Cannot make ${own}: expected noiseShape to have integers, 1 or more, and null, received ${
          quote(noiseShape)
        }`,
      );
    }
    this.noiseShape = noiseShape && [...noiseShape];
  }

  /** The shape of the draws for inputs of a shape. */
  protected drawsFor(shape: Shape): Shape {
    const { noiseShape } = this;
    if (!noiseShape) return shape;
    const drawn = noiseShape.map((size, axis) => size ?? shape[axis]);
    const fits = drawn.length === shape.length &&
      drawn.every((size, axis) => size === 1 || size === shape[axis]);
    if (fits) return drawn;
    throw new ShapeError(
      `Cannot apply ${this}: expected an input to which noiseShape ${
        showShape(noiseShape)
      } broadcasts, received ${showShape(shape)}`,
      { expected: drawn, actual: shape },
    );
  }

  /** The input, in training with elements dropped. */
  override call(x: Tensor): Tensor {
    const { rate } = this;
    if (!inTraining() || rate === 0) return x;
    const shape = this.drawsFor(x.shape);
    const draws = randomUniform(shape, { seed: this.#stream });
    const gain = rate < 1 ? 1 / (1 - rate) : 0;
    return elementwise(KEPT, [x, draws, rate, gain]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      rate: this.rate,
      seed: this.seed,
      noise_shape: this.noiseShape && [...this.noiseShape],
    };
  }
}

/** The options of SpatialDropout2D: Keras's, in camelCase. */
export interface SpatialDropout2DOptions
  extends Omit<DropoutOptions, "noiseShape"> {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

/**
 * Keras's SpatialDropout2D: dropout that keeps or drops a channel of an image as a whole.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SpatialDropout2D({ rate: 0.5 });
 * const y = layer.apply(dg.ones([2, 8, 8, 3]), { training: true });
 * assertEquals(y.shape, [2, 8, 8, 3]);
 * ```
 */
export class SpatialDropout2D extends Dropout {
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: SpatialDropout2DOptions) {
    checkArguments(new.target, arguments, options, [
      "rate",
      "noiseShape",
      "seed",
      "dataFormat",
    ]);
    const { dataFormat, ...rest } = options;
    super(rest);
    this.dataFormat = toDataFormat(this.constructor.name, dataFormat);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The shape of the draws for inputs of a shape: one for each channel of an image. */
  protected override drawsFor([batch, ...sizes]: Shape): Shape {
    return this.dataFormat === "channels_first"
      ? [batch, sizes[0], 1, 1]
      : [batch, 1, 1, sizes[2]];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { name, dtype, rate, seed } = this;
    return { rate, seed, name, dtype, data_format: this.dataFormat };
  }
}
