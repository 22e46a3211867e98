/** The initializer that draws from the normal distribution. */

import type { Shape } from "../../backends/view.ts";
import { randomNormal } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { RandomInitializer, type RandomOptions } from "./random_initializer.ts";

/** The options of `RandomNormal`. */
export interface RandomNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation; 0.05 if not given. */
  readonly stddev?: number;
}

/** Draws from the normal distribution. */
export class RandomNormal extends RandomInitializer {
  /** The mean of the distribution; 0 if not given. */
  readonly mean: number;
  /** Its standard deviation; 0.05 if not given. */
  readonly stddev: number;

  /** Sets the distribution. */
  constructor(options: RandomNormalOptions = {}) {
    checkOptions("RandomNormal", options, ["mean", "stddev", "seed"]);
    super("RandomNormal", options.seed);
    const { mean = 0, stddev = 0.05 } = options;
    this.mean = checkNumber("RandomNormal", "mean", mean);
    this.stddev = checkNumber("RandomNormal", "stddev", stddev);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return randomNormal(shape, { mean, stddev, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { mean, stddev } = this;
    return { ...super.getConfig(), mean, stddev };
  }
}
