/** What dropout and noise have in common. */

import { drawSeed, SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { seed } from "../../variables/rows.ts";
import { inTraining } from "../../variables/training_phase.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of layers that draw random numbers: Keras's.
 * @category Regularization layers
 */
export interface RandomOptions extends LayerOptions {
  /** Where the random numbers begin; unknown, but for `setRandomSeed`, if not given. */
  readonly seed?: number | null;
}

/**
 * A layer that changes its input at random in training, and else gives it back as it is.
 * @category Regularization layers
 */
export abstract class RandomLayer<
  Options extends RandomOptions,
  Leading extends readonly unknown[] = [],
> extends ElementwiseLayer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    seed: seed(),
  } satisfies Schema<RandomOptions, LayerOptions>;
  /** Where the random numbers begin, if that was said. */
  declare readonly seed: number | null;
  /** Where its random numbers come from. */
  readonly seedGenerator: SeedGenerator = streamOf(this);

  /** The input, changed by random numbers of a stream. */
  protected abstract disturb(x: Tensor, seed: SeedGenerator): Tensor;

  /** The input, in training changed. */
  override call(x: Tensor): Tensor {
    return inTraining() ? this.disturb(x, this.seedGenerator) : x;
  }
}

/** The random numbers of a layer. */
export function streamOf(
  { seed }: { readonly seed: number | null },
): SeedGenerator {
  return new SeedGenerator({ seed: seed ?? drawSeed() });
}
