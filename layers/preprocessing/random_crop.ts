/** The layer of Keras that cuts images out at random. */

import { add, floor, minimum, mul } from "../../autograd/ops/elementwise.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { take } from "../../autograd/ops/take.ts";
import { randomUniform, type SeedGenerator } from "../../autograd/random.ts";
import { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { seed } from "../../variables/rows.ts";
import { inTraining } from "../../variables/training_phase.ts";
import {
  type RandomOptions,
  streamOf,
} from "../regularization/random_layer.ts";
import {
  resizedMiddle,
  SizedImageLayer,
  type SizedOptions,
} from "./sized_images.ts";

/**
 * The options of RandomCrop: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomCropOptions extends SizedOptions, RandomOptions {}

/**
 * Keras's RandomCrop: in training a part of the images of a batch, of the output's size and at one place for all of them,
 * that is drawn evenly. Otherwise, and of images that are not larger in both directions, it is the largest middle of the
 * output's proportions, resized. (So Keras's documentation has it; Keras 3.15 leaves images as they are where it does not
 * train, whatever their size.)
 *
 * It takes `[batch, height, width, channels]` and gives the same batch and channels in the new size; with
 * `"channels_first"` the channels are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomCrop({ height: 1, width: 2 });
 * const x = dg.arange(12).reshape([1, 3, 4, 1]);
 * const [a, b] = await layer.apply(x, { training: true }).data();
 * assertEquals(b, a + 1);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomCrop extends SizedImageLayer<RandomCropOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    seed: seed(),
  } satisfies Schema<RandomCropOptions, SizedOptions>;
  /** Where the random numbers begin, if that was said. */
  declare readonly seed: number | null;
  /** Where its random numbers come from. */
  readonly seedGenerator: SeedGenerator = streamOf(this);

  /** The part, in training at random. */
  protected override resized(images: Tensor): Tensor {
    const size: Pair = [this.height, this.width];
    const spare = size.map((length, i) => images.shape[i + 1] - length);
    if (!inTraining() || spare.some((cells) => cells <= 0)) {
      return resizedMiddle(images, size, { interpolation: "bilinear" });
    }
    return size.reduce((x, length, i) => {
      const axis = i + 1;
      return take(x, this.#cells(x, length, spare[i]), { axis });
    }, images);
  }

  /** The numbers of as many cells side by side, from a place that is drawn. */
  #cells({ backend }: Tensor, length: number, spare: number): Tensor {
    const share = randomUniform([1], { seed: this.seedGenerator });
    // What rounding makes of the largest share may be one too many.
    const start = minimum(floor(mul(share, spare + 1)), spare);
    const each = Float64Array.from({ length }, (_, i) => i);
    return add(start, Tensor.from(backend, each, [length]));
  }
}
