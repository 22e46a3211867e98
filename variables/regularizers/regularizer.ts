/** What every regularizer has in common. */

import { ValueError } from "../../config/errors.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote } from "../../config/checks.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";

/**
 * A penalty on a weight or on a layer's output, added to the loss. Derive from it for one of your own, or pass a
 * function of the tensor wherever a regularizer is meant.
 */
export abstract class Regularizer {
  /** The penalty, a scalar. */
  abstract call(w: Tensor): Tensor;

  /** Keras's arguments, from which `fromConfig` makes the same regularizer. */
  getConfig(): Config {
    return {};
  }

  /** Makes a regularizer from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }
}

/**
 * A factor of a penalty.
 *
 * @throws {ValueError} if it is not finite, or below 0.
 */
export function checkFactor(
  owner: string,
  option: string,
  value: unknown,
): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) {
    return value;
  }
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be a finite number, 0 or more, received ${
      quote(value)
    }`,
  );
}
