/** Trainings of many kinds, each of which can be begun as often as one likes: to be stopped, and to go on. */

import * as dg from "@decograd/decograd";
import { randomData } from "./random_data.ts";

/** What is trained, and how: made anew for each run, as another program would make it. */
export interface Training {
  readonly model: dg.Model<never>;
  readonly x: dg.FitData;
  readonly y?: dg.FitData;
  readonly options: dg.FitOptions;
}

const { layers, optimizers, callbacks, data } = dg;
const SAMPLES = 26;

const features = [...randomData(SAMPLES * 5)];
const x = Array.from(
  { length: SAMPLES },
  (_, i) => features.slice(5 * i, 5 * i + 5),
);
const classes = x.map((row, i) => Math.floor(Math.abs(row[0] * 3 + i)) % 3);
const oneHot = classes.map((k) => [0, 1, 2].map((one) => Number(one === k)));
const y = x.map((row) => [row[0] - row[1], row[2] * row[3]]);

type Any = dg.Model<never>;

function compiled(model: dg.Trainable<never>, options: dg.CompileOptions): Any {
  model.compile(options);
  return model as Any;
}

/** A variational model whose step draws from the default stream, tells its own numbers and has two optimizers. */
class Variational extends dg.Model {
  readonly encoder = new layers.Dense({ units: 3 });
  readonly decoder = new layers.Dense({ units: 5 });
  readonly first = new optimizers.Adam({ learningRate: 0.05 });
  readonly second = new optimizers.RMSprop({
    learningRate: 0.02,
    momentum: 0.9,
  });

  override call(x: dg.Tensor): dg.Tensor {
    return this.decoder.apply(this.encoder.apply(x));
  }

  override trainStep({ x }: dg.Batch) {
    using scope = new dg.Scope();
    if (!this.built) this.apply(x);
    const own = [this.encoder, this.decoder]
      .map((one) => one.trainableVariables);
    const { value, gradients } = dg.valueAndGrad(() => {
      const z = this.encoder.apply(x);
      const noisy = z.add(dg.randomNormal(z.shape, { stddev: 0.1 }));
      return this.decoder.apply(noisy).sub(x).square().mean();
    }, own.flat());
    this.first.apply(gradients.slice(0, own[0].length), own[0]);
    this.second.apply(gradients.slice(own[0].length), own[1]);
    return { loss: scope.keep(value), samples: x.shape[0] };
  }
}

/** All kinds. */
export const TRAININGS: Readonly<Record<string, () => Training>> = {
  "dropout, batch normalization, a schedule, callbacks and a validation":
    () => ({
      model: compiled(
        new dg.Sequential([
          new layers.Dense({ units: 7, activation: "relu", inputShape: [5] }),
          new layers.BatchNormalization(),
          new layers.Dropout({ rate: 0.3 }),
          new layers.Dense({ units: 3, activation: "softmax" }),
        ]),
        {
          optimizer: new optimizers.Adam({ learningRate: 0.01 }),
          loss: "sparse_categorical_crossentropy",
          metrics: ["accuracy"],
        },
      ),
      ...{ x, y: classes },
      options: {
        ...{ batchSize: 4, epochs: 4, validationSplit: 0.3 },
        callbacks: [
          new callbacks.LearningRateScheduler((_, rate) => rate * 0.9),
          new callbacks.EarlyStopping({
            ...{ monitor: "loss", patience: 1, minDelta: 0.2 },
            restoreBestWeights: true,
          }),
          new callbacks.ReduceLROnPlateau({ patience: 1, factor: 0.5 }),
        ],
      },
    }),
  "a model that nobody has built, a loss scale and gradients of two steps":
    () => ({
      model: compiled(
        new dg.Sequential([
          new layers.GaussianNoise({ stddev: 0.1 }),
          new layers.Dense({ units: 4, activation: "tanh" }),
          new layers.AlphaDropout({ rate: 0.2, seed: 3 }),
          new layers.Dense({ units: 2 }),
        ]),
        {
          optimizer: new optimizers.LossScaleOptimizer({
            innerOptimizer: new optimizers.Nadam({
              ...{ learningRate: 0.02, gradientAccumulationSteps: 2 },
            }),
            dynamicGrowthSteps: 3,
          }),
          ...{ loss: "mse", metrics: ["mae"] },
        },
      ),
      ...{ x, y },
      // An epoch ends in the middle of the data.
      options: { batchSize: 6, stepsPerEpoch: 3, epochs: 4 },
    }),
  "averages of the weights, and shuffled batches of Datasets": () => ({
    model: compiled(
      new dg.Sequential([
        new layers.Dense({ units: 6, activation: "elu" }),
        new layers.Dropout({ rate: 0.5 }),
        new layers.Dense({ units: 2 }),
      ]),
      {
        optimizer: new optimizers.SGD({
          learningRate: new optimizers.schedules.ExponentialDecay({
            ...{ initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.8 },
          }),
          ...{ momentum: 0.9, useEma: true, emaOverwriteFrequency: 5 },
        }),
        ...{ loss: "mse", metrics: ["r2_score"] },
      },
    ),
    x: data.Dataset.fromTensorSlices(x, y)
      .shuffle({ seed: 5, bufferSize: 9 }).batch(4) as dg.FitData,
    options: {
      epochs: 4,
      validationData: data.Dataset.fromTensorSlices(x, y)
        .shuffle({ seed: 6 }).batch(5).repeat() as dg.BatchSource,
      validationSteps: 2,
    },
  }),
  "metrics that learn their shape from a batch, and weights of classes":
    () => ({
      model: compiled(
        new dg.Sequential([
          new layers.Dense({ units: 3, activation: "softmax" }),
        ]),
        {
          ...{ optimizer: "adamw", loss: "categorical_crossentropy" },
          metrics: [
            "accuracy",
            new dg.metrics.F1Score({ average: "macro" }),
            new dg.metrics.AUC({ name: "auc", multiLabel: true, numLabels: 3 }),
            new dg.metrics.OneHotMeanIoU({ name: "iou", numClasses: 3 }),
          ],
        },
      ),
      ...{ x, y: oneHot },
      options: { batchSize: 5, epochs: 3, classWeight: { 0: 2, 2: 0.5 } },
    }),
  "a step of one's own with two optimizers, and a generator": () => ({
    model: compiled(new Variational() as unknown as Any, {}),
    x: (function* (): Generator<dg.BatchTuple> {
      for (let i = 0;; i++) {
        yield { shape: [4, 5], data: Float32Array.from(randomData(20, i)) };
      }
    })(),
    options: { epochs: 3, stepsPerEpoch: 4 },
  }),
};
