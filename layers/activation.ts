/** The layer of Keras that is an activation. */

import type { Tensor } from "../autograd/tensor.ts";
import * as activations from "./activations/mod.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import type { Config } from "./serialization.ts";
import type { PartialShape } from "./shapes.ts";

/** The options of Activation: Keras's, in camelCase. */
export interface ActivationOptions extends LayerOptions {
  /** The activation: its name, or a function. */
  readonly activation: activations.ActivationIdentifier | null;
}

/**
 * Keras's Activation: a function of every element, or of every row.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Activation({ activation: "relu" });
 * assertEquals([...await layer.apply(dg.tensor([-1, 2])).data()], [0, 2]);
 * ```
 */
export class Activation extends Layer {
  /** The function. */
  readonly activation: activations.Activation;

  /**
   * Reads the options.
   *
   * @throws {ValueError} if there is no such activation.
   */
  constructor(options: ActivationOptions) {
    const { activation, ...rest } = options;
    super(rest);
    this.activation = activations.get(activation);
  }

  /** The function of the input. */
  override call(x: Tensor): Tensor {
    return this.activation(x);
  }

  /** The input's, as in Keras. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    return [...inputShape];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      activation: activations.serialize(this.activation),
    };
  }
}
