/** What the layers have in common that change images at random, each of a batch in its own way. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import { randomUniform, type SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { dataFormat } from "../../variables/rows.ts";
import { type ImageOptions, imageSpec, spatialAxes } from "../image_layer.ts";
import type { InputSpec } from "../input_spec.ts";
import {
  RandomLayer,
  type RandomOptions,
} from "../regularization/random_layer.ts";

/**
 * The options of layers that change images at random: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomImageOptions extends RandomOptions, ImageOptions {}

/**
 * A layer that changes the images of a batch at random in training, and else gives them back as they are. (Keras's do so
 * when they are called without a word about training; here, as every layer, when it is said.)
 *
 * @category Preprocessing layers
 */
export abstract class RandomImageLayer<
  Options extends RandomImageOptions = RandomImageOptions,
  Leading extends readonly unknown[] = [],
> extends RandomLayer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    dataFormat: dataFormat(),
  } satisfies Schema<RandomImageOptions, RandomOptions>;
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat, 2);
  }

  /** The axes of height and width. */
  protected get spatialAxes(): readonly number[] {
    return spatialAxes(this.dataFormat, 2);
  }
}

/** A number for each image of a batch, `[batch, 1, ...]` of so many axes, drawn evenly. */
export function drawEach(
  { shape: [batch] }: Tensor,
  rank: number,
  [minval, maxval]: Pair,
  seed: SeedGenerator,
): Tensor {
  const shape = [batch, ...new Array<number>(rank - 1).fill(1)];
  return randomUniform(shape, { minval, maxval, seed });
}
