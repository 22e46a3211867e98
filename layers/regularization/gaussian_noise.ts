/** The noise of Keras that is added in training. */

import { add } from "../../autograd/ops/elementwise.ts";
import { randomNormal, type SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkAtLeast, toSeed } from "../../variables/arguments.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import { inTraining } from "../../variables/training_phase.ts";

/** The options of GaussianNoise: Keras's. */
export interface GaussianNoiseOptions extends LayerOptions {
  /** The standard deviation of the noise, from 0 to 1. */
  readonly stddev: number;
  /** Where the random numbers begin; unknown, but for `setRandomSeed`, if not given. */
  readonly seed?: number | null;
}

/**
 * Keras's GaussianNoise: in training the input plus normal noise of mean 0.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GaussianNoise({ stddev: 0.1 });
 * assertEquals(await layer.apply(dg.tensor([1])).item(), 1);
 * const trained = layer.apply(dg.tensor([1]), { training: true });
 * assertNotEquals(await trained.item(), 1);
 * ```
 */
export class GaussianNoise extends ElementwiseLayer {
  /** The standard deviation of the noise. */
  readonly stddev: number;
  /** Where the random numbers begin, if that was said. */
  readonly seed: number | null;
  readonly #stream: SeedGenerator;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: GaussianNoiseOptions) {
    checkArguments(new.target, arguments, options, ["stddev", "seed"]);
    const { stddev, seed = null, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.stddev = checkAtLeast(own, "stddev", stddev, 0, 1);
    this.seed = seed;
    this.#stream = toSeed(own, seed);
  }

  /** The input, in training with noise. */
  override call(x: Tensor): Tensor {
    const { stddev } = this;
    if (!inTraining() || stddev === 0) return x;
    return add(x, randomNormal(x.shape, { stddev, seed: this.#stream }));
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), stddev: this.stddev, seed: this.seed };
  }
}
