/** Layers of one's own, with weights, losses and a config, in a model that is made again from its config. */

import * as dg from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { activations, layers, options } = dg;

const x = pattern([32, 6], { seed: 1 });
const y = x.pow(2).sum({ axis: 1, keepdims: true });

interface LinearOptions extends dg.layers.LayerOptions {
  units?: number;
  activation?: dg.activations.ActivationIdentifier | null;
  rate?: number;
}

class Linear extends layers.Layer<LinearOptions, ["units"]> {
  static override schema = {
    units: options.count(32),
    activation: options.part(activations),
    rate: options.number(0.01),
  };
  static override leading = ["units"];
  declare units: number;
  declare activation: dg.activations.Activation;
  declare rate: number;
  declare w: dg.layers.Variable;
  declare b: dg.layers.Variable;
  declare calls: dg.layers.Variable;

  override build(inputShape: dg.layers.PartialShape) {
    const shape = [inputShape.at(-1)!, this.units];
    this.w = this.addWeight(shape, "glorot_uniform", { name: "w" });
    this.b = this.addWeight([this.units], "zeros", { name: "b" });
    this.calls = this.addWeight([], "zeros", {
      trainable: false,
      name: "calls",
    });
  }

  override call(inputs: dg.Tensor, { training = false } = {}) {
    if (training) {
      this.calls.assign(this.calls.add(1.0));
    }
    this.addLoss(this.w.square().mean().mul(this.rate));
    return this.activation(inputs.matmul(this.w).add(this.b));
  }
}

interface BlockOptions extends dg.layers.LayerOptions {
  units?: number;
}

class MLPBlock extends layers.Layer<BlockOptions, ["units"]> {
  static override schema = { units: options.count(8) };
  static override leading = ["units"];
  declare units: number;
  declare linear1: Linear;
  declare linear2: Linear;

  constructor(...given: dg.options.OptionsArguments<BlockOptions, ["units"]>) {
    super(...given);
    this.linear1 = new Linear(this.units, { activation: "relu" });
    this.linear2 = new Linear(this.units, { activation: "tanh" });
  }

  override call(inputs: dg.Tensor) {
    return this.linear2.apply(this.linear1.apply(inputs));
  }
}

const model = new dg.Sequential([
  dg.Input([6]),
  new MLPBlock(8),
  new Linear(1),
]);
setWeights(model);
const optimizer = new dg.optimizers.SGD(0.05);
model.compile({ optimizer, loss: "mse", metrics: ["mae"] });
const settings = { batchSize: 8, shuffle: false, verbose: 0 } as const;
const { history } = await model.fit(x, y, { epochs: 3, ...settings });

const ownClasses = { Linear, MLPBlock };
const again = dg.Sequential.fromConfig(model.getConfig(), ownClasses);
again.setWeights(model.getWeights());
const prediction = again.apply(x.at([0, 4]));
const [block, linear] = again.layers as [MLPBlock, Linear];

export const results = {
  loss: history.loss,
  mae: history.mae,
  penalty: again.losses.reduce((a, b) => a.add(b)),
  calls: block.linear1.calls,
  weights: model.weights.map((weight) => weight.name),
  prediction: await model.predict(x.at([0, 4]), { verbose: 0 }),
  again: prediction,
  units: [block.units, linear.units],
};
