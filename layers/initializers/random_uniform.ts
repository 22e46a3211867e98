/** The initializer that draws evenly from an interval. */

import type { Shape } from "../../backends/view.ts";
import { randomUniform } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { RandomInitializer, type RandomOptions } from "./random_initializer.ts";

/** The options of `RandomUniform`. */
export interface RandomUniformOptions extends RandomOptions {
  /** The lowest value; -0.05 if not given. */
  readonly minval?: number;
  /** The value that all stay below; 0.05 if not given. */
  readonly maxval?: number;
}

/** Draws evenly from `[minval, maxval)`. */
export class RandomUniform extends RandomInitializer {
  /** The lowest value; -0.05 if not given. */
  readonly minval: number;
  /** The value that all stay below; 0.05 if not given. */
  readonly maxval: number;

  /** Sets the distribution. */
  constructor(options: RandomUniformOptions = {}) {
    checkOptions("RandomUniform", options, ["minval", "maxval", "seed"]);
    super("RandomUniform", options.seed);
    const { minval = -0.05, maxval = 0.05 } = options;
    this.minval = checkNumber("RandomUniform", "minval", minval);
    this.maxval = checkNumber("RandomUniform", "maxval", maxval);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { minval, maxval, seed } = this;
    return randomUniform(shape, { minval, maxval, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { minval, maxval } = this;
    return { ...super.getConfig(), minval, maxval };
  }
}
