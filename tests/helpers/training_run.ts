/** A small training with everything in it that a step changes. */

import * as dg from "@decograd/decograd";
import { randomData } from "./random_data.ts";

/** What a training is made of. */
export interface RunOptions {
  /** Makes its optimizer. */
  readonly optimizer: () => dg.optimizers.Optimizer;
  /** Units of its first layer; 6 if not given. */
  readonly units?: number;
}

/** Everything that a step changes, as numbers. */
export type State = Record<string, number[]>;

/** A model with statistics, dropped units and a constraint, an optimizer and a metric, on the backend in use. */
export class TrainingRun implements Disposable {
  readonly model: dg.Sequential;
  readonly trainer: dg.Trainer;
  readonly metric: dg.metrics.MeanAbsoluteError;

  constructor({ optimizer, units = 6 }: RunOptions) {
    dg.setRandomSeed(5);
    const { Dense, Dropout, BatchNormalization, GaussianNoise } = dg.layers;
    this.model = new dg.Sequential([
      new Dense({ units, activation: "tanh", kernelConstraint: "non_neg" }),
      new BatchNormalization(),
      new Dropout({ rate: 0.4, seed: 3 }),
      new GaussianNoise({ stddev: 0.1 }),
      new Dense({ units: 2, kernelRegularizer: "l2", name: "out" }),
    ]);
    const { model } = this;
    this.trainer = new dg.Trainer({
      model,
      optimizer: optimizer(),
      loss: "mse",
    });
    this.metric = new dg.metrics.MeanAbsoluteError();
  }

  /** The batch of a step: inputs and targets. */
  batch(step: number): [dg.Tensor, dg.Tensor] {
    return [
      dg.tensor(randomData(20, 10 + step), [4, 5]),
      dg.tensor(randomData(8, 50 + step), [4, 2]),
    ];
  }

  /** Makes a step, by the trainer. */
  step(step: number): void {
    using _scope = new dg.Scope();
    this.trainer.step(...this.batch(step));
  }

  /** Makes a step by hand. */
  stepByHand(step: number): void {
    using _scope = new dg.Scope();
    const [x, y] = this.batch(step);
    const { model, trainer: { optimizer } } = this;
    using tape = new dg.GradientTape();
    const output = model.apply(x, { training: true });
    const loss = dg.mean(dg.square(dg.sub(output, y)));
    const gradients = tape.gradient(optimizer.scaleLoss(loss), [
      ...model.trainableVariables,
    ]);
    optimizer.apply(gradients, model.trainableVariables);
  }

  /** Changes the weights by gradients that are given. */
  update(step: number): void {
    using _scope = new dg.Scope();
    const { model, trainer: { optimizer } } = this;
    const variables = model.trainableVariables;
    const gradients = variables.map(({ shape, size }, i) =>
      dg.tensor(randomData(size, 100 + 20 * step + i), shape)
    );
    optimizer.apply(gradients, variables);
  }

  /** Takes a batch into the metric. */
  measure(step: number): void {
    using _scope = new dg.Scope();
    const [, y] = this.batch(step);
    this.metric.updateState(y, dg.mul(y, step));
  }

  /** All that steps change. */
  async state(): Promise<State> {
    const state: State = {};
    const { optimizer } = this.trainer;
    for (const [i, weight] of this.model.weights.entries()) {
      state[`${i} ${weight.name}`] = [...await weight.value.read()];
    }
    for (const [i, { data }] of (await optimizer.getState()).entries()) {
      state[`optimizer ${i}`] = [...data];
    }
    state.iterations = [optimizer.iterations];
    using result = this.metric.result();
    state.metric = [...await result.read()];
    return state;
  }

  [Symbol.dispose](): void {
    this.model[Symbol.dispose]();
    this.trainer.optimizer[Symbol.dispose]();
    this.metric[Symbol.dispose]();
  }
}
