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

/** A step of both: a tape for each loss, over one pass, and an optimizer for each part. */
export function learnFromEachOther(
  gan: Adversaries,
  losses: () => AdversariesLosses,
): void {
  using generatorTape = new dg.GradientTape();
  using discriminatorTape = new dg.GradientTape();
  const { generator, discriminator } = losses();
  const ofGenerator = gan.generator.trainableVariables;
  const ofDiscriminator = gan.discriminator.trainableVariables;
  gan.generatorOptimizer.apply(
    generatorTape.gradient(generator, ofGenerator),
    ofGenerator,
  );
  gan.discriminatorOptimizer.apply(
    discriminatorTape.gradient(discriminator, ofDiscriminator),
    ofDiscriminator,
  );
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
