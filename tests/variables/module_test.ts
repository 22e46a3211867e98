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
