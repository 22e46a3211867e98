/** A generator and a discriminator, each with an optimizer of its own, that learn from the same pass. */

import * as dg from "@decograd/decograd";

const { BinaryCrossentropy } = dg.losses;
const crossEntropy = new BinaryCrossentropy({ fromLogits: true });

type Part = Pick<dg.layers.Layer, "trainableVariables">;

/** A model that is made of the two. */
export interface Adversaries {
  readonly generator: Part;
  readonly discriminator: Part;
  readonly generatorOptimizer: dg.optimizers.Optimizer;
  readonly discriminatorOptimizer: dg.optimizers.Optimizer;
}

/** What each of them is to make less. */
export interface AdversariesLosses {
  readonly generator: dg.Tensor;
  readonly discriminator: dg.Tensor;
}

/**
 * A step of both: a tape for each loss, over one pass, and an optimizer for each part. Several processes exchange gradients
 * while others are computed, and wait for those that have to be read from a graphics card; one alone waits for nothing.
 */
export async function learnFromEachOther(
  gan: Adversaries,
  losses: () => AdversariesLosses,
): Promise<void> {
  const steps = stepsOf(gan, losses);
  for (const { optimizer, gradients, variables } of steps) {
    if (optimizer.exchange) await optimizer.exchange(gradients, variables);
  }
  for (const { optimizer, gradients, variables } of steps) {
    optimizer.apply(gradients, variables);
  }
}

function stepsOf(gan: Adversaries, losses: () => AdversariesLosses) {
  using generatorTape = new dg.GradientTape();
  using discriminatorTape = new dg.GradientTape();
  const { generator, discriminator } = losses();
  return [
    {
      ...{ tape: generatorTape, loss: generator, part: gan.generator },
      optimizer: gan.generatorOptimizer,
    },
    {
      ...{ tape: discriminatorTape, loss: discriminator },
      ...{ part: gan.discriminator, optimizer: gan.discriminatorOptimizer },
    },
  ].map(({ tape, loss, part, optimizer }) => {
    const variables = part.trainableVariables;
    const onGradient = optimizer.gradientListener?.(variables);
    const gradients = tape.gradient(loss, variables, { onGradient });
    return { optimizer, gradients, variables };
  });
}

/** How far the discriminator, which gives a logit, is from taking what was made for real. */
export function generatorLoss(ofMade: dg.Tensor): dg.Tensor {
  return crossEntropy.call(dg.onesLike(ofMade), ofMade);
}

/** How far it is from telling what is real from what was made. */
export function discriminatorLoss(
  ofReal: dg.Tensor,
  ofMade: dg.Tensor,
): dg.Tensor {
  const real = crossEntropy.call(dg.onesLike(ofReal), ofReal);
  return real.add(crossEntropy.call(dg.zerosLike(ofMade), ofMade));
}
