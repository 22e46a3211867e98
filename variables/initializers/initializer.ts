/** What every initializer has in common. */

import type { Shape } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";

/**
 * Makes the first values of a weight. Derive from it for one of your own, or pass a function of the shape wherever an
 * initializer is meant.
 */
export abstract class Initializer {
  /** The values for a weight of this shape. */
  abstract call(shape: Shape): Tensor;

  /** Keras's arguments, from which `fromConfig` makes the same initializer. */
  getConfig(): Config {
    return {};
  }

  /** Makes an initializer from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }
}
