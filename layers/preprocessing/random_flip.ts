/** The layer of Keras that mirrors images at random. */

import { lessEqual, where } from "../../autograd/ops/elementwise.ts";
import { flip } from "../../autograd/ops/rearrange.ts";
import type { SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  drawEach,
  RandomImageLayer,
  type RandomImageOptions,
} from "./random_image_layer.ts";

/**
 * How images are mirrored: left to right, top to bottom, or both at once.
 * @category Preprocessing layers
 */
export type FlipMode = "horizontal" | "vertical" | "horizontal_and_vertical";

const MODES = ["horizontal", "vertical", "horizontal_and_vertical"] as const;

/**
 * The options of RandomFlip: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface RandomFlipOptions extends RandomImageOptions {
  /** How images are mirrored; `"horizontal_and_vertical"` if not given. */
  readonly mode?: FlipMode;
}

/**
 * Keras's RandomFlip: in training each image of a batch is mirrored or not, as a coin says; in both directions or in none
 * with `"horizontal_and_vertical"`. It takes `[batch, height, width, channels]`; with `"channels_first"` the channels are
 * on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.RandomFlip("horizontal", { seed: 3 });
 * const x = dg.tensor([1, 2, 1, 2, 1, 2], [3, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [1, 2, 1, 2, 1, 2]);
 * const y = layer.apply(x, { training: true });
 * assertEquals((await y.data()).reduce((a, b) => a + b), 9);
 * ```
 *
 * @category Preprocessing layers
 */
export class RandomFlip extends RandomImageLayer<RandomFlipOptions, ["mode"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["mode"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    mode: oneOf(MODES, "horizontal_and_vertical"),
  } satisfies Schema<RandomFlipOptions, RandomImageOptions>;
  /** How images are mirrored. */
  declare readonly mode: FlipMode;

  /** The images, each mirrored where its number is 0.5 or less. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    const [vertical, horizontal] = this.spatialAxes;
    const axes = {
      horizontal,
      vertical,
      horizontal_and_vertical: [vertical, horizontal],
    };
    const flips = lessEqual(drawEach(x, 4, [0, 1], seed), 0.5);
    return where(flips, flip(x, axes[this.mode]), x);
  }
}
