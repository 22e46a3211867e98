/** Whoever disposes what a layer gave takes nothing of the layer's, or of anyone else's, with it. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Lambda, Layer, Variable } = dg.layers;
const { Sequential } = dg;

/** A layer that gives its own weight's value, whatever it is asked. */
class Given extends Layer {
  weight!: dg.layers.Variable;

  override build(shape: dg.layers.PartialShape): void {
    this.weight = this.addWeight({
      name: "w",
      shape: [2],
      initializer: "ones",
    });
    super.build(shape);
  }

  override call(_x: dg.Tensor): dg.Tensor {
    return this.weight.value;
  }
}

class Around extends Layer {
  readonly given = new Given();

  override call(x: dg.Tensor): dg.Tensor {
    return this.given.apply(x);
  }
}

const kept = new Variable(dg.ones([2]), { name: "kept", trainable: false });

/** Layers that give what is not theirs to give, and how to reach it. */
const layers: Record<string, () => [dg.layers.Layer, () => dg.Tensor]> = {
  "a layer": () => {
    const layer = new Given();
    return [layer, () => layer.weight.value];
  },
  "a layer around one": () => {
    const layer = new Around();
    return [layer, () => layer.given.weight.value];
  },
  "a Sequential": () => {
    const given = new Given();
    const layer = new Sequential([given, new dg.layers.Dropout({ rate: 0.5 })]);
    return [layer, () => given.weight.value];
  },
  "a Lambda":
    () => [new Lambda({ function: () => kept.value }), () => kept.value],
  "an activation": () => [
    new dg.layers.Activation({ activation: () => kept.value }),
    () => kept.value,
  ],
};

for (const [what, make] of Object.entries(layers)) {
  forEachBackend(
    `${what} that gives a weight's value gives another tensor of it`,
    async () => {
      const x = dg.ones([2]);
      const [layer, own] = make();
      const y = layer.apply(x);
      assertEquals([...await y.data()], [1, 1]);
      y[Symbol.dispose]();
      assertEquals([...await own().data()], [1, 1]);
      layer.apply(x)[Symbol.dispose]();
      assertEquals([...await layer.apply(x).data()], [1, 1]);
      assertEquals([...await x.data()], [1, 1]);
    },
  );
}

forEachBackend(
  "the gradient goes through what was given to the weight",
  async () => {
    const layer = new Around();
    layer.apply(dg.ones([2]));
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(dg.mul(layer.apply(dg.ones([2])), dg.tensor([3, 4]))),
      layer.trainableVariables,
    );
    assertEquals([...await gradients[0].data()], [3, 4]);
  },
);

forEachBackend("every layer that hands its input on leaves it", async () => {
  const x = dg.ones([2, 3]);
  const made = [
    new dg.layers.Dropout({ rate: 0.5 }),
    new dg.layers.Activation({ activation: "linear" }),
    new dg.layers.Reshape({ targetShape: [3] }),
    new dg.layers.Flatten(),
    new dg.layers.InputLayer({ shape: [3] }),
    new Lambda({ function: (x) => x }),
    new Sequential([new Lambda({ function: (x) => x })]),
  ];
  for (const layer of made) layer.apply(x)[Symbol.dispose]();
  new dg.layers.Add().apply([x])[Symbol.dispose]();
  assertEquals([...await x.data()], new Array(6).fill(1));
});

forEachBackend("a penalty that is the weight itself leaves it", async () => {
  class Scalar extends Layer {
    override build(shape: dg.layers.PartialShape): void {
      const regularizer = (w: dg.Tensor) => w;
      this.addWeight({ name: "s", initializer: "ones", regularizer });
      super.build(shape);
    }
    override call(x: dg.Tensor): dg.Tensor {
      return dg.mul(x, this.weights[0]);
    }
  }
  const layer = new Scalar();
  layer.apply(dg.ones([2]));
  for (const loss of layer.losses) loss[Symbol.dispose]();
  assertEquals(await layer.weights[0].value.item(), 1);
});

forEachBackend("giving leaves no memory behind", (backend) => {
  const layer = new Given();
  const x = dg.ones([2]);
  layer.apply(x)[Symbol.dispose]();
  const before = backend.bytesInUse;
  for (let i = 0; i < 5; i++) layer.apply(x)[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
});
