/** Whole trainings of a decoder, by a Trainer and by fit: the losses, weights and predictions of Keras, and memory. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

interface Run {
  readonly run: string;
  readonly initial_weights: FixtureTensor[];
  readonly batch_size: number;
  readonly epochs: number;
  readonly loss_per_epoch: number[];
  readonly final_weights: FixtureTensor[];
  readonly predict: FixtureTensor;
  readonly evaluate: number;
}

const { x, y, runs } = loadFixture<{
  readonly x: FixtureTensor;
  readonly y: FixtureTensor;
  readonly runs: Run[];
}>("behaviour/decoder_training.json");

const { Conv2DTranspose, Dense, Reshape } = dg.layers;

/** The fixture's decoder, with what its last run puts on the first transposed convolution if `bound`. */
function decoder(bound: boolean): dg.Sequential {
  const bounds = bound
    ? {
      kernelRegularizer: new dg.regularizers.L2({ l2: 0.01 }),
      activityRegularizer: new dg.regularizers.L1({ l1: 0.001 }),
      kernelConstraint: new dg.constraints.MaxNorm({
        maxValue: 0.8,
        axis: [0, 1, 3],
      }),
      biasConstraint: "non_neg" as const,
    }
    : {};
  const same = { strides: 2, padding: "same" } as const;
  return new dg.Sequential([
    new Dense({ units: 16, activation: "relu", inputShape: [6] }),
    new Reshape({ targetShape: [2, 2, 4] }),
    new Conv2DTranspose({
      filters: 3,
      kernelSize: 3,
      activation: "relu",
      ...same,
      ...bounds,
    }),
    new Conv2DTranspose({
      filters: 1,
      kernelSize: 4,
      activation: "sigmoid",
      ...same,
    }),
  ]);
}

const OPTIMIZERS: Record<string, () => dg.optimizers.Optimizer> = {
  "sgd mse": () => new dg.optimizers.SGD({ learningRate: 0.5, momentum: 0.9 }),
  "adam mse + l2 kernel + l1 activity + max_norm + non_neg bias": () =>
    new dg.optimizers.Adam({ learningRate: 0.02, clipnorm: 0.7 }),
};

/** Some hundred sums of some hundred terms lie between the first weights and the last. */
const LAST = { terms: 1e4, magnitude: 1 };

/** The decoder of a run, with its first weights. */
function begun(run: Run): dg.Sequential {
  const model = decoder(run.run.includes("max_norm"));
  model.setWeights(run.initial_weights.map(tensorOf));
  return model;
}

forEachBackend("a decoder learns by a Trainer as Keras's does", async () => {
  for (const run of runs) {
    const model = begun(run);
    const trainer = new dg.Trainer({
      model,
      optimizer: OPTIMIZERS[run.run](),
      loss: "mse",
    });
    const [count, size] = [x.shape[0], run.batch_size];
    const inputs = tensorOf(x), targets = tensorOf(y);
    for (const expected of run.loss_per_epoch) {
      let total = 0;
      for (let start = 0; start < count; start += size) {
        const rows = Math.min(size, count - start);
        const batch = [start, start + rows] as const;
        const loss = trainer.step(inputs.at(batch), targets.at(batch));
        total += rows * await loss.item();
      }
      assertClose([total / count], [expected], { terms: 64, eps: 2 ** -23 });
    }
    for (const [i, weight] of model.weights.entries()) {
      assertClose(await weight.value.read(), run.final_weights[i].data, LAST);
    }
    const data = trainer.loss!.call(targets, model.apply(inputs));
    const loss = [data, ...model.losses].reduce((a, b) => dg.add(a, b));
    assertClose([await loss.item()], [run.evaluate], LAST);
    const [rows] = run.predict.shape;
    assertClose(
      await model.apply(inputs.at([0, rows])).read(),
      run.predict.data,
      LAST,
    );
  }
}, { onWebGPU: true });

forEachBackend("a decoder learns by fit as Keras's does", async () => {
  for (const run of runs) {
    const model = begun(run);
    model.compile({ optimizer: OPTIMIZERS[run.run](), loss: "mse" });
    const [inputs, targets] = [tensorOf(x), tensorOf(y)];
    const { batch_size: batchSize, epochs } = run;
    const { history } = await model.fit(inputs, targets, {
      ...{ batchSize, epochs, shuffle: false, verbose: 0 },
    });
    assertClose(history.loss, run.loss_per_epoch, { terms: 64, eps: 2 ** -23 });
    for (const [i, weight] of model.weights.entries()) {
      assertClose(await weight.value.read(), run.final_weights[i].data, LAST);
    }
    const loss = await model.evaluate(inputs, targets, { verbose: 0 });
    assertClose([loss as number], [run.evaluate], LAST);
    const predicted = await model.predict(inputs, { verbose: 0 });
    assertEquals(predicted.shape, y.shape);
    const [rows] = run.predict.shape;
    const first = await predicted.at([0, rows]).read();
    assertClose(first, run.predict.data, LAST);
  }
}, { onWebGPU: true });

forEachBackend(
  "steps keep nothing but the losses that they return",
  async (backend) => {
    const model = decoder(true);
    model.build([null, 6]);
    const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "bce" });
    const inputs = tensorOf(x), targets = dg.clip(tensorOf(y), 0, 1);
    trainer.step(inputs, targets)[Symbol.dispose]();
    const before = backend.bytesInUse;
    for (let i = 0; i < 10; i++) {
      trainer.step(inputs, targets)[Symbol.dispose]();
    }
    assertEquals(backend.bytesInUse, before);
    await inputs.data();
  },
);
