/** Layers that drop at random what they are given. */

import { ShapeError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { add, greaterEqual, mul, where, x, y } from "../../autograd/formula.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { randomUniform, type SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  flag,
  isInteger,
  listOf,
  nullable,
  number,
} from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import type { DTypePolicy } from "../../variables/dtype_policy.ts";
import { dataFormat, dtypePolicy } from "../../variables/rows.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { channelAxis, type ImageOptions, imageSpec } from "../image_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import { RandomLayer, type RandomOptions } from "./random_layer.ts";

/**
 * The options of all dropouts: Keras's.
 * @category Regularization layers
 */
export interface RateOptions extends RandomOptions {
  /** The share of the input that is dropped, from 0 to 1. */
  readonly rate: number;
}

/**
 * The options of Dropout: Keras's, in camelCase.
 * @category Regularization layers
 */
export interface DropoutOptions extends RateOptions {
  /** The shape in which is drawn what to drop: 1 where it is one draw for the whole axis, `null` for the input's size. */
  readonly noiseShape?: PartialShape | null;
}

/**
 * The options of SpatialDropout1D: Keras's.
 * @category Regularization layers
 */
export type SpatialDropout1DOptions = RateOptions;

/**
 * The options of SpatialDropout2D: Keras's, in camelCase.
 * @category Regularization layers
 */
export interface SpatialDropout2DOptions extends RateOptions, ImageOptions {}

/**
 * The options of SpatialDropout3D: Keras's, in camelCase.
 * @category Regularization layers
 */
export type SpatialDropout3DOptions = SpatialDropout2DOptions;

// The input, the draws, the rate, and what makes up for the dropped.
const KEPT = where(greaterEqual(y, input(2)), mul(x, input(3)), 0);

/**
 * A layer that drops a share of its input in training.
 * @category Regularization layers
 */
export abstract class DropoutLayer<Options extends RateOptions>
  extends RandomLayer<Options, ["rate"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["rate"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    rate: number(undefined, { least: 0, most: 1 }),
  } satisfies Schema<RateOptions, RandomOptions>;
  /** The share of the input that is dropped. */
  declare readonly rate: number;

  /** The shape of the draws for inputs of a shape. */
  protected abstract drawsFor(shape: Shape): Shape;

  /** The input with elements dropped where draws are below the rate. */
  protected drop(x: Tensor, draws: Tensor): Tensor {
    const { rate } = this;
    const gain = rate < 1 ? 1 / (1 - rate) : 0;
    return elementwise(KEPT, [x, draws, rate, gain]);
  }

  /** The input with elements dropped. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    if (this.rate === 0) return x;
    return this.drop(x, randomUniform(this.drawsFor(x.shape), { seed }));
  }
}

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
 *
 * @category Regularization layers
 */
export class Dropout extends DropoutLayer<DropoutOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    noiseShape: nullable(noiseShape()),
  } satisfies Schema<DropoutOptions, RateOptions>;
  /** The shape in which is drawn what to drop. */
  declare readonly noiseShape: PartialShape | null;

  /**
   * The shape of the draws for inputs of a shape.
   *
   * @throws {ShapeError} if the noise shape does not broadcast to it.
   */
  protected override drawsFor(shape: Shape): Shape {
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
}

// What SELU gives of large negative numbers: minus the product of its two constants.
const FLOOR = -1.6732632423543772 * 1.0507009873554805;
// The input, the draws, the rate, and the factor and the offset that keep mean and variance.
const SATURATED = add(
  mul(where(greaterEqual(y, input(2)), x, FLOOR), input(3)),
  input(4),
);

/**
 * Keras's AlphaDropout: dropout for networks of SELU, which in training puts the value to which SELU saturates in the
 * place of what it drops, and scales all so that mean 0 and variance 1 stay (Klambauer et al. 2017). With rate 1 every
 * element is 0; Keras's are not finite.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.AlphaDropout({ rate: 0.5 });
 * assertEquals([...await layer.apply(dg.ones([3])).data()], [1, 1, 1]);
 * const y = layer.apply(dg.ones([2, 8]), { training: true });
 * assertEquals(y.shape, [2, 8]);
 * ```
 *
 * @category Regularization layers
 */
export class AlphaDropout extends Dropout {
  /** The input with elements replaced where draws are below the rate. */
  protected override drop(x: Tensor, draws: Tensor): Tensor {
    const { rate } = this;
    if (rate === 1) return super.drop(x, draws);
    const factor = 1 / Math.sqrt((1 - rate) * (1 + rate * FLOOR ** 2));
    const offset = -factor * FLOOR * rate;
    return elementwise(SATURATED, [x, draws, rate, factor, offset]);
  }
}

function noiseShape(): Row<PartialShape> {
  const isSize = (size: unknown): size is number | null =>
    size === null || isInteger(size) && size > 0;
  return listOf("integers, 1 or more, and null", isSize);
}

// Keras writes the one not at all, and the other as it is.
const SPATIAL = {
  trainable: { ...flag(true), write: () => undefined },
  dtype: { ...dtypePolicy(), write: (held: DTypePolicy) => held },
};

/**
 * Keras's SpatialDropout1D: dropout that keeps or drops a channel of steps as a whole. It takes `[batch, steps,
 * channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SpatialDropout1D({ rate: 0.5 });
 * const y = layer.apply(dg.ones([2, 8, 3]), { training: true });
 * assertEquals(y.shape, [2, 8, 3]);
 * ```
 *
 * @category Regularization layers
 */
export class SpatialDropout1D extends DropoutLayer<SpatialDropout1DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = SPATIAL;
  /** tf.keras's shape of the draws, which these layers say themselves. */
  static override readonly withoutMeaning: Config = { noise_shape: null };

  /** Steps. */
  protected override get inputSpec(): InputSpec {
    return imageSpec("channels_last", 1);
  }

  /** The shape of the draws for inputs of a shape: one for each channel of steps. */
  protected override drawsFor([batch, _steps, channels]: Shape): Shape {
    return [batch, 1, channels];
  }
}

/**
 * Dropout that keeps or drops a channel of an image, or of a volume, as a whole.
 * @category Regularization layers
 */
export abstract class SpatialDropoutLayer
  extends DropoutLayer<SpatialDropout2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    ...SPATIAL,
    dataFormat: dataFormat(),
  } satisfies Schema<SpatialDropout2DOptions, RateOptions>;
  /** tf.keras's shape of the draws, which these layers say themselves. */
  static override readonly withoutMeaning: Config = { noise_shape: null };
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;

  /** The number of spatial axes. */
  protected abstract get spatialRank(): number;

  /** Images or volumes. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat, this.spatialRank);
  }

  /** The shape of the draws for inputs of a shape: one for each channel. */
  protected override drawsFor(shape: Shape): Shape {
    const channels = channelAxis(this.dataFormat, this.spatialRank);
    return shape.map((size, i) => i === 0 || i === channels ? size : 1);
  }
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
 *
 * @category Regularization layers
 */
export class SpatialDropout2D extends SpatialDropoutLayer {
  /** Height and width. */
  protected override get spatialRank(): number {
    return 2;
  }
}

/**
 * Keras's SpatialDropout3D: dropout that keeps or drops a channel of a volume as a whole.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SpatialDropout3D({ rate: 0.5 });
 * const y = layer.apply(dg.ones([2, 4, 4, 4, 3]), { training: true });
 * assertEquals(y.shape, [2, 4, 4, 4, 3]);
 * ```
 *
 * @category Regularization layers
 */
export class SpatialDropout3D extends SpatialDropoutLayer {
  /** Depth, height and width. */
  protected override get spatialRank(): number {
    return 3;
  }
}
