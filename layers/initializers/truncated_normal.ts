/** The initializer that draws from the normal distribution, its tails cut off. */

import type { Shape } from "../../backends/view.ts";
import { truncatedNormal } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { RandomInitializer, type RandomOptions } from "./random_initializer.ts";

/** The options of `TruncatedNormal`. */
export interface TruncatedNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation before the tails are cut; 0.05 if not given. */
  readonly stddev?: number;
}

/** Draws from the normal distribution, but nothing further than two standard deviations from the mean. */
export class TruncatedNormal extends RandomInitializer {
  /** The mean of the distribution; 0 if not given. */
  readonly mean: number;
  /** Its standard deviation before the tails are cut; 0.05 if not given. */
  readonly stddev: number;

  /** Sets the distribution. */
  constructor(options: TruncatedNormalOptions = {}) {
    checkOptions("TruncatedNormal", options, ["mean", "stddev", "seed"]);
    super("TruncatedNormal", options.seed);
    const { mean = 0, stddev = 0.05 } = options;
    this.mean = checkNumber("TruncatedNormal", "mean", mean);
    this.stddev = checkNumber("TruncatedNormal", "stddev", stddev);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return truncatedNormal(shape, { mean, stddev, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { mean, stddev } = this;
    return { ...super.getConfig(), mean, stddev };
  }
}
