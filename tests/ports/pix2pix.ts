/** pix2pix: a conditional GAN with several losses and a training loop of one's own. */

import * as dg from "@decograd/decograd";
import type { Tensor } from "@decograd/decograd";
import { numbers, pattern, setWeights } from "./given.ts";

const { layers } = dg;

const LAMBDA = 100;
const inputs = numbers([6, 16, 16, 3], { seed: 1 });
const targets = numbers([6, 16, 16, 3], { seed: 2 });
const conv = { strides: 2, padding: "same", useBias: false } as const;

function downsample(filters: number, size: number, applyBatchnorm = true) {
  const result = new dg.Sequential();
  result.add(new layers.Conv2D(filters, size, conv));
  if (applyBatchnorm) {
    result.add(new layers.BatchNormalization());
  }
  result.add(new layers.LeakyReLU());
  return result;
}

function upsample(filters: number, size: number, applyDropout = false) {
  const result = new dg.Sequential();
  result.add(new layers.Conv2DTranspose(filters, size, conv));
  result.add(new layers.BatchNormalization());
  if (applyDropout) {
    result.add(new layers.Dropout(0.5));
  }
  result.add(new layers.ReLU());
  return result;
}

function makeGenerator() {
  const inputs = dg.Input([16, 16, 3]);
  const downStack = [
    downsample(4, 4, false),
    downsample(8, 4),
    downsample(8, 4),
  ];
  const upStack = [upsample(8, 4), upsample(4, 4)];
  const last = new layers.Conv2DTranspose(3, 4, 2, "same", {
    activation: "tanh",
  });

  let x = inputs;
  const skips = [];
  for (const down of downStack) {
    x = down.apply(x);
    skips.push(x);
  }
  skips.pop();
  for (const up of upStack) {
    x = up.apply(x);
    x = new layers.Concatenate().apply([x, skips.pop()!]);
  }
  return new dg.Model(inputs, last.apply(x));
}

function makeDiscriminator() {
  const inp = dg.Input([16, 16, 3], { name: "input_image" });
  const tar = dg.Input([16, 16, 3], { name: "target_image" });
  let x = new layers.Concatenate().apply([inp, tar]);
  x = downsample(4, 4, false).apply(x);
  x = downsample(8, 4).apply(x);
  x = new layers.ZeroPadding2D().apply(x);
  const last = new layers.Conv2D(1, 4, { strides: 1 }).apply(x);
  return new dg.Model([inp, tar], last);
}

const generator = makeGenerator();
const discriminator = makeDiscriminator();
setWeights(generator, discriminator);
const lossObject = new dg.losses.BinaryCrossentropy({ fromLogits: true });
const generatorOptimizer = new dg.optimizers.SGD(0.002, { momentum: 0.5 });
const discriminatorOptimizer = new dg.optimizers.SGD(0.002, { momentum: 0.5 });

function generatorLoss(generated: Tensor, genOutput: Tensor, target: Tensor) {
  const ganLoss = lossObject.call(dg.onesLike(generated), generated);
  const l1Loss = target.sub(genOutput).abs().mean();
  return [ganLoss.add(l1Loss.mul(LAMBDA)), ganLoss, l1Loss];
}

function discriminatorLoss(real: Tensor, generated: Tensor) {
  const realLoss = lossObject.call(dg.onesLike(real), real);
  const generatedLoss = lossObject.call(dg.zerosLike(generated), generated);
  return realLoss.add(generatedLoss);
}

function trainStep(inputImage: Tensor, target: Tensor) {
  const training = { training: true };
  const genTape = new dg.GradientTape();
  const discTape = new dg.GradientTape();
  const genOutput = generator.apply(inputImage, training);
  const real = discriminator.apply([inputImage, target], training);
  const generated = discriminator.apply([inputImage, genOutput], training);
  const genLosses = generatorLoss(generated, genOutput, target);
  const discLoss = discriminatorLoss(real, generated);

  const { trainableVariables: genWeights } = generator;
  const { trainableVariables: discWeights } = discriminator;
  const genGradients = genTape.gradient(genLosses[0], genWeights);
  const discGradients = discTape.gradient(discLoss, discWeights);
  generatorOptimizer.apply(genGradients, genWeights);
  discriminatorOptimizer.apply(discGradients, discWeights);
  return [...genLosses, discLoss];
}

const dataset = dg.data.Dataset.fromTensorSlices(inputs, targets).batch(2);
const losses: number[][] = [];
for (let epoch = 0; epoch < 2; epoch++) {
  for await (const [inputImage, target] of dataset) {
    const step = trainStep(dg.tensor(inputImage), dg.tensor(target));
    losses.push(await Promise.all(step.map((loss) => loss.item())));
  }
  console.log(`epoch ${epoch}: ${losses.at(-1)}`);
}

export const results = {
  losses,
  output: generator.apply(pattern([1, 16, 16, 3], { seed: 1 })).at(0, 7),
};
