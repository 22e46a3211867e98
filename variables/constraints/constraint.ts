/** What every constraint has in common. */

import type { Tensor } from "../../autograd/tensor.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";

/**
 * A projection of a weight, made after each update. Derive from it for one of your own, or pass a function of the
 * weight wherever a constraint is meant.
 */
export abstract class Constraint {
  /** The weight projected. */
  abstract call(w: Tensor): Tensor;

  /** Keras's arguments, from which `fromConfig` makes the same constraint. */
  getConfig(): Config {
    return {};
  }

  /** Makes a constraint from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }
}
