/** The normal noise of Keras that is added in training, or multiplied. */

import { add, mul } from "../../autograd/ops/elementwise.ts";
import { randomNormal, type SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { RandomLayer, type RandomOptions } from "./random_layer.ts";

/**
 * The options of GaussianNoise: Keras's.
 * @category Regularization layers
 */
export interface GaussianNoiseOptions extends RandomOptions {
  /** The standard deviation of the noise, from 0 to 1. */
  readonly stddev: number;
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
 *
 * @category Regularization layers
 */
export class GaussianNoise
  extends RandomLayer<GaussianNoiseOptions, ["stddev"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["stddev"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    stddev: number(undefined, { least: 0, most: 1 }),
  } satisfies Schema<GaussianNoiseOptions, RandomOptions>;
  /** The standard deviation of the noise. */
  declare readonly stddev: number;

  /** The input with noise. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    const { stddev } = this;
    if (stddev === 0) return x;
    return add(x, randomNormal(x.shape, { stddev, seed }));
  }
}

/**
 * The options of GaussianDropout: Keras's.
 * @category Regularization layers
 */
export interface GaussianDropoutOptions extends RandomOptions {
  /** The share that dropout of as much noise would drop, 0 or more and below 1. */
  readonly rate: number;
}

/**
 * Keras's GaussianDropout: in training the input times normal noise of mean 1 and variance `rate / (1 - rate)`, as much as
 * dropout of that rate has (Srivastava et al. 2014). Keras lets rate 1 through, where the variance is infinite; here it is
 * an error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GaussianDropout({ rate: 0.2 });
 * assertEquals(await layer.apply(dg.tensor([1])).item(), 1);
 * const trained = layer.apply(dg.tensor([1]), { training: true });
 * assertNotEquals(await trained.item(), 1);
 * ```
 *
 * @category Regularization layers
 */
export class GaussianDropout
  extends RandomLayer<GaussianDropoutOptions, ["rate"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["rate"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    rate: number(undefined, { least: 0, below: 1 }),
  } satisfies Schema<GaussianDropoutOptions, RandomOptions>;
  /** The share that dropout of as much noise would drop. */
  declare readonly rate: number;

  /** The input times noise. */
  protected override disturb(x: Tensor, seed: SeedGenerator): Tensor {
    const { rate } = this;
    if (rate === 0) return x;
    const stddev = Math.sqrt(rate / (1 - rate));
    return mul(x, randomNormal(x.shape, { mean: 1, stddev, seed }));
  }
}
