/** The layers of Keras that change contrast and brightness at random. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { add, clip, mul, sub } from "../../autograd/ops/elementwise.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  boundsOf,
  type Factor,
  factor,
  SHARE,
  SIGNED,
  valueRange,
} from "./random_factor.ts";
import {
  drawEach,
  RandomImageLayer,
  type RandomImageOptions,
} from "./random_image_layer.ts";

/**
 * The options of layers that change colors: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomColorOptions extends RandomImageOptions {
  /** How far they go: see the layer. */
  readonly factor: Factor;
  /** The values that images have, `[low, high]`, beyond which none go; `[0, 255]` if not given. */
  readonly valueRange?: readonly number[];
}

/**
 * The options of RandomContrast: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export type RandomContrastOptions = RandomColorOptions;

/**
 * The options of RandomBrightness: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export type RandomBrightnessOptions = RandomColorOptions;

/**
 * A layer that changes the colors of each image of a batch by a number of its own.
 * @category Preprocessing layers
 */
export abstract class RandomColorLayer
  extends RandomImageLayer<RandomColorOptions, ["factor"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["factor"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    factor: factor(SIGNED, boundsOf),
    valueRange: valueRange(),
  } satisfies Schema<RandomColorOptions, RandomImageOptions>;
  /** How far it goes: two numbers, the lower first. */
  declare readonly factor: Pair;
  /** The values that images have, `[low, high]`. */
  declare readonly valueRange: Pair;

  /** Between which numbers is drawn. */
  protected abstract get bounds(): Pair;

  /** The images changed by a number for each, `[batch, 1, 1, 1]`. */
  protected abstract change(x: Tensor, by: Tensor): Tensor;

  /** The images, changed and held in their range. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    const changed = this.change(x, drawEach(x, 4, this.bounds, seed));
    return clip(changed, ...this.valueRange);
  }
}

/**
 * Keras's RandomContrast: in training each channel of each image of a batch is scaled about its mean by a number that is
 * drawn evenly between `1 - lower` and `1 + upper`, the same one for all channels of an image. `factor` is `[lower,
 * upper]`, from 0 to 1, or one number for both. (So Keras's documentation has it; in Keras 3.15 one number stands for `[0,
 * upper]`, and its config says so.)
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomContrast({ factor: 0.5, seed: 1 });
 * const y = layer.apply(dg.tensor([8, 8, 8], [1, 1, 3, 1]), { training: true });
 * assertEquals([...await y.data()], [8, 8, 8]); // of no contrast
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomContrast extends RandomColorLayer {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    factor: factor(
      SHARE,
      (value) => boundsOf(typeof value === "number" ? [value, value] : value),
    ),
  } satisfies Schema<RandomContrastOptions, RandomColorOptions>;

  /** Around 1. */
  protected override get bounds(): Pair {
    const [lower, upper] = this.factor;
    return [1 - lower, 1 + upper];
  }

  /** The images scaled about their means. */
  protected override change(x: Tensor, by: Tensor): Tensor {
    const middle = mean(x, { axis: this.spatialAxes, keepdims: true });
    return add(mul(sub(x, middle), by), middle);
  }
}

/**
 * Keras's RandomBrightness: in training a number is added to each image of a batch, a share of the range of values that is
 * drawn evenly. `factor` is the least and the most of it, from -1, which makes images black, to 1, which makes them white;
 * one number is for both sides.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomBrightness({ factor: [0.5, 0.5], valueRange: [0, 1] });
 * const y = layer.apply(dg.tensor([0.25, 0.75], [1, 1, 2, 1]), { training: true });
 * assertEquals([...await y.data()], [0.75, 1]);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomBrightness extends RandomColorLayer {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {};

  /** As the option has them. */
  protected override get bounds(): Pair {
    return this.factor;
  }

  /** The images with so much of the range added. */
  protected override change(x: Tensor, by: Tensor): Tensor {
    const [low, high] = this.valueRange;
    return add(x, mul(by, high - low));
  }
}
