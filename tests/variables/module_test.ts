/** The variables of a module: in which order they come. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Dense, Layer, Variable } = dg.layers;

Deno.test("weights that are not trained come after those that are, as in Keras", async () => {
  class Scale extends Layer {
    ema!: dg.layers.Variable;
    scale!: dg.layers.Variable;
    readonly steps = new Variable(0, { name: "steps", trainable: false });
    readonly last = new Dense({ units: 3 });
    override build(shape: dg.layers.PartialShape): void {
      this.ema = this.addWeight({ name: "ema", trainable: false });
      this.scale = this.addWeight({ name: "scale" });
      super.build(shape);
    }
    override call(x: dg.Tensor): dg.Tensor {
      return this.last.apply(dg.mul(x, this.scale));
    }
  }
  const layer = new Scale();
  layer.apply(dg.ones([2, 3]));
  const names = () => layer.weights.map(({ name }) => name);
  const expected = ["scale", "ema", "steps", "kernel", "bias"];
  assertEquals(names(), expected);
  layer.scale.trainable = false;
  layer.trainable = false;
  assertEquals(names(), expected);
  const values = layer.getWeights();
  layer.setWeights([dg.tensor(7), ...values.slice(1)]);
  assertEquals(await layer.scale.value.item(), 7);
});

// Keras 3.15 gives these, and between them the state of Dropout's SeedGenerator, which is no variable here.
Deno.test("the variables of layers and models are their weights, without those of metrics and optimizer", async () => {
  const model = new dg.Sequential([
    dg.Input([4]),
    new Dense(3, { name: "dense" }),
    new dg.layers.Dropout(0.5),
    new dg.layers.BatchNormalization({ name: "batch_normalization" }),
  ], { name: "net" });
  const expected = ["dense/kernel", "dense/bias"].concat(
    ["gamma", "beta", "moving_mean", "moving_variance"]
      .map((name) => `batch_normalization/${name}`),
  ).map((path) => `net/${path}`);
  const pathsOf = (all: dg.layers.Variable[]) => all.map(({ path }) => path);
  assertEquals(pathsOf(model.variables), expected);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  await model.fit(dg.ones([8, 4]), dg.ones([8, 3]), { verbose: 0 });
  assertEquals(pathsOf(model.variables), expected);
  assertEquals(pathsOf(model.layers[2].variables), expected.slice(2));
  assertEquals(model.layers[1].variables, []);
});

// As in Keras, but counted in each layer: a layer's paths do not depend on what was made before.
Deno.test("weights without a name are counted in their layer", () => {
  class Linear extends Layer {
    override build([, size]: dg.layers.PartialShape): void {
      this.addWeight({ shape: [size, 2], initializer: "random_normal" });
      this.addWeight([2], "zeros");
      this.addWeight([2], "zeros", { name: "variable_2" });
      this.addWeight([2], "zeros", { name: null });
    }
    override call(x: dg.Tensor): dg.Tensor {
      const [w, ...biases] = this.weights;
      return biases.reduce<dg.Tensor>((y, b) => y.add(b), x.matmul(w));
    }
  }
  const names = ["variable", "variable_1", "variable_2", "variable_3"];
  for (const name of ["first", "second"]) {
    const layer = new Linear({ name });
    layer.apply(dg.ones([1, 3]));
    assertEquals(
      layer.weights.map(({ path }) => path),
      names.map((one) => `${name}/${one}`),
    );
  }
});
