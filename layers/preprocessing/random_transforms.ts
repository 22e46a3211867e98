/** The layers of Keras that move, turn and zoom images at random. */

import { affineTransform } from "../../autograd/ops/affine_transform.ts";
import { FILL_MODES } from "../../autograd/ops/continuation.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { add, mul } from "../../autograd/ops/elementwise.ts";
import type { AffineOptions, FillMode } from "../../autograd/ops/options.ts";
import type { SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { nullable, number, oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ABOVE_MINUS_ONE,
  boundsOf,
  type Factor,
  factor,
  SIGNED,
} from "./random_factor.ts";
import {
  drawEach,
  RandomImageLayer,
  type RandomImageOptions,
} from "./random_image_layer.ts";
import { rotations, translations, zooms } from "./transforms.ts";

/**
 * The options of layers that look images up in other places: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomTransformOptions extends RandomImageOptions {
  /** What lies around images; `"reflect"`, their mirror images, if not given. */
  readonly fillMode?: FillMode;
  /** What lies between cells; `"bilinear"` if not given. */
  readonly interpolation?: "nearest" | "bilinear";
  /** The number that lies around images with `"constant"`; 0 if not given. */
  readonly fillValue?: number;
}

/**
 * A layer that sees each image of a batch through a transform of its own.
 * @category Preprocessing layers
 */
export abstract class RandomTransformLayer<
  Options extends RandomTransformOptions,
  Leading extends readonly unknown[] = [],
> extends RandomImageLayer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    fillMode: oneOf(FILL_MODES, "reflect"),
    interpolation: oneOf(["nearest", "bilinear"], "bilinear"),
    fillValue: number(0),
  } satisfies Schema<RandomTransformOptions, RandomImageOptions>;
  /** What lies around images. */
  declare readonly fillMode: FillMode;
  /** What lies between cells. */
  declare readonly interpolation: NonNullable<AffineOptions["interpolation"]>;
  /** The number that lies around images with `"constant"`. */
  declare readonly fillValue: number;

  /** A transform for each image, all of one height and width, drawn from a stream. */
  protected abstract draw(x: Tensor, size: Pair, seed: SeedGenerator): Tensor;

  /** The images, each seen through its transform. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    const { fillMode, interpolation, fillValue, dataFormat } = this;
    const [height, width] = this.spatialAxes.map((axis) => x.shape[axis]);
    const transforms = this.draw(x, [height, width], seed);
    const options = { fillMode, interpolation, fillValue, dataFormat };
    return affineTransform(x, transforms, options);
  }
}

/**
 * The options of RandomTranslation: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomTranslationOptions extends RandomTransformOptions {
  /** How far images are moved down, as a share of their height; two numbers from -1 to 1, or one for both directions. */
  readonly heightFactor: Factor;
  /** How far they are moved to the right, as a share of their width. */
  readonly widthFactor: Factor;
}

/**
 * Keras's RandomTranslation: in training each image of a batch is moved, down and to the right by shares of its size that
 * are drawn evenly. It takes `[batch, height, width, channels]`; with `"channels_first"` the channels are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomTranslation({ heightFactor: 0, widthFactor: [0.5, 0.5] });
 * const x = dg.tensor([1, 2, 3, 4], [1, 1, 4, 1]);
 * const y = layer.apply(x, { training: true });
 * assertEquals([...await y.data()], [2, 1, 1, 2]);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomTranslation extends RandomTransformLayer<
  RandomTranslationOptions,
  ["heightFactor", "widthFactor"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "heightFactor",
    "widthFactor",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    heightFactor: factor(SIGNED, (value) => value),
    widthFactor: factor(SIGNED, (value) => value),
  } satisfies Schema<RandomTranslationOptions, RandomTransformOptions>;
  /** How far images are moved down. */
  declare readonly heightFactor: Factor;
  /** How far they are moved to the right. */
  declare readonly widthFactor: Factor;

  /** A translation for each image. */
  protected override draw(
    x: Tensor,
    [height, width]: Pair,
    seed: SeedGenerator,
  ): Tensor {
    const down = drawEach(x, 2, boundsOf(this.heightFactor), seed);
    const right = drawEach(x, 2, boundsOf(this.widthFactor), seed);
    return translations(mul(down, height), mul(right, width));
  }
}

/**
 * The options of RandomRotation: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomRotationOptions extends RandomTransformOptions {
  /** How far images are turned counterclockwise, as shares of a full turn: two numbers from -1 to 1, or one for both sides. */
  readonly factor: Factor;
}

/**
 * Keras's RandomRotation: in training each image of a batch is turned about its middle by an angle that is drawn evenly.
 * It takes `[batch, height, width, channels]`; with `"channels_first"` the channels are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomRotation({ factor: [0.5, 0.5], interpolation: "nearest" });
 * const x = dg.tensor([1, 2, 3, 4], [1, 2, 2, 1]);
 * const y = layer.apply(x, { training: true });
 * assertEquals([...await y.data()], [4, 3, 2, 1]);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomRotation
  extends RandomTransformLayer<RandomRotationOptions, ["factor"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["factor"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    factor: factor(SIGNED, boundsOf),
  } satisfies Schema<RandomRotationOptions, RandomTransformOptions>;
  /** How far images are turned, `[least, most]`. */
  declare readonly factor: Pair;

  /** A rotation for each image. */
  protected override draw(x: Tensor, size: Pair, seed: SeedGenerator): Tensor {
    const turns = drawEach(x, 2, this.factor, seed);
    return rotations(mul(turns, 2 * Math.PI), size);
  }
}

/**
 * The options of RandomZoom: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomZoomOptions extends RandomTransformOptions {
  /** By how much the height that is seen grows, as a share of it; below 0 images become larger, above 0 smaller. */
  readonly heightFactor: Factor;
  /** The same of the width; as the height, so that proportions stay, if not given. */
  readonly widthFactor?: Factor | null;
}

/**
 * Keras's RandomZoom: in training of each image of a batch a part around its middle is seen, larger or smaller than it by
 * shares that are drawn evenly. It takes `[batch, height, width, channels]`; with `"channels_first"` the channels are on
 * axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomZoom({ heightFactor: [-0.5, -0.5] });
 * const x = dg.tensor([0, 4, 8], [1, 1, 3, 1]);
 * const y = layer.apply(x, { training: true });
 * assertEquals([...await y.data()], [2, 4, 6]);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomZoom extends RandomTransformLayer<
  RandomZoomOptions,
  ["heightFactor", "widthFactor"]
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "heightFactor",
    "widthFactor",
  ];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    heightFactor: factor(ABOVE_MINUS_ONE, (value) => value),
    widthFactor: nullable(factor(ABOVE_MINUS_ONE, (value) => value)),
  } satisfies Schema<RandomZoomOptions, RandomTransformOptions>;
  /** By how much the height that is seen grows. */
  declare readonly heightFactor: Factor;
  /** By how much the width does; as the height if `null`. */
  declare readonly widthFactor: Factor | null;

  /** A zoom for each image. */
  protected override draw(x: Tensor, size: Pair, seed: SeedGenerator): Tensor {
    const { heightFactor, widthFactor } = this;
    const grown = (factor: Factor): Tensor =>
      add(drawEach(x, 2, boundsOf(factor), seed), 1);
    const high = grown(heightFactor);
    return zooms(high, widthFactor === null ? high : grown(widthFactor), size);
  }
}
