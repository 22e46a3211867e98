/** Layers of one's own: what `call` is told, several inputs and outputs, and where the layers in them are found. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Dense, Layer } = dg.layers;

/** How a call is told that it trains. */
interface Told {
  readonly training: boolean;
}

Deno.test("a call is told last whether it trains, whatever stands in it", () => {
  const seen: boolean[] = [];
  class Plain extends Layer {
    override call(x: dg.Tensor, { training }: Told): dg.Tensor {
      // What takes any number of arguments is not the call.
      const first = (...xs: dg.Tensor[]) => xs[0];
      seen.push(training);
      return first(x);
    }
  }
  class Usual extends Layer {
    override call(x: dg.Tensor, { training = false } = {}): dg.Tensor {
      seen.push(training);
      return x;
    }
  }
  class Whole extends Layer {
    override call(x: dg.Tensor, told: Told): dg.Tensor {
      seen.push(told.training);
      return x;
    }
  }
  class Arrow extends Layer {
    override call = (x: dg.Tensor, { training }: Told): dg.Tensor => {
      seen.push(training);
      return x;
    };
  }
  for (const layer of [new Plain(), new Usual(), new Whole(), new Arrow()]) {
    seen.length = 0;
    layer.apply(dg.ones([1]));
    layer.apply(dg.ones([1]), { training: true });
    assertEquals(seen, [false, true], `${layer}`);
  }
});

/** Two inputs, two outputs. */
class Twins extends Layer {
  readonly left = new Dense({ units: 2, name: "left" });
  readonly right = new Dense({ units: 3, name: "right" });
  trained: boolean[] = [];

  override call(a: dg.Tensor, b: dg.Tensor, { training }: Told): dg.Tensor[] {
    this.trained.push(training);
    return [this.left.apply(a), this.right.apply(b)];
  }
}

Deno.test("a call that takes apart any number of inputs is told nothing that would be one of them", async () => {
  const counts: number[] = [];
  class Named extends Layer {
    override call(...[x, y]: readonly dg.Tensor[]): dg.Tensor {
      counts.push(arguments.length);
      return y ? x.add(y) : x;
    }
  }
  const layer = new Named();
  const x = dg.tensor([1]);
  assertEquals([...await layer.apply(x).data()], [1]);
  assertEquals([...await layer.apply([x, x]).data()], [2]);
  assertEquals(counts, [1, 2]);
});

Deno.test("a call of several inputs and outputs is told, too, and shaped and differentiated", async () => {
  const twins = new Twins({ name: "twins" });
  const inputs = [dg.ones([2, 4]), dg.ones([2, 5])];
  const [a, b] = twins.apply<dg.Tensor[]>(inputs, { training: true });
  assertEquals([a.shape, b.shape], [[2, 2], [2, 3]]);
  assertEquals(twins.trained, [true]);
  const shapes = twins.computeOutputShapes([null, 4], [null, 5]);
  assertEquals(shapes, [[null, 2], [null, 3]]);
  const { gradients } = dg.valueAndGrad(() => {
    const [a, b] = twins.apply<dg.Tensor[]>(inputs);
    return dg.add(dg.sum(a), dg.mul(dg.sum(b), 3));
  }, [twins.left.bias!, twins.right.bias!]);
  assertEquals([...await gradients[0].data()], [2, 2]);
  assertEquals([...await gradients[1].data()], [6, 6, 6]);
});

Deno.test("inputs that a call does not name are refused, and what it takes apart last is none", () => {
  class One extends Layer {
    override call(x: dg.Tensor, { training }: Told): dg.Tensor {
      return training ? x : dg.mul(x, 2);
    }
  }
  const both = [dg.ones([2]), dg.ones([2])];
  const expected = "expected one input, received 2";
  assertThrows(() => new One().apply(both), dg.ValueError, expected);
  const three = [dg.ones([2, 4]), dg.ones([2, 5]), dg.ones([2, 5])];
  assertThrows(() => new Twins().apply(three), dg.ValueError, "received 3");
});

Deno.test("layers are found in arrays, Maps, Sets and objects, however deep", async () => {
  const dense = (name: string) =>
    new Dense({ units: 2, name, useBias: false, kernelInitializer: "ones" });
  class Holder extends Layer {
    readonly list = [[dense("in_list")]];
    readonly map = new Map([["a", dense("in_map")]]);
    readonly set = new Set([dense("in_set")]);
    readonly record = { deep: { one: dense("in_record") } };

    override call(x: dg.Tensor): dg.Tensor {
      const all = [
        ...this.list.flat(),
        ...this.map.values(),
        ...this.set,
        this.record.deep.one,
      ];
      return all.reduce((y, layer) => layer.apply(y), x);
    }
  }
  const holder = new Holder({ name: "holder" });
  const model = new dg.Sequential([holder]);
  model.compile({ optimizer: { class_name: "SGD", config: {} }, loss: "mse" });
  const x = dg.ones([2, 2]);
  await model.fit(x, dg.zeros([2, 2]), { verbose: 0, epochs: 1 });
  const names = ["in_list", "in_map", "in_set", "in_record"];
  assertEquals(
    holder.weights.map(({ path }) => path.split("/").slice(-2, -1)[0]),
    names,
  );
  for (const { path, value } of holder.trainableVariables) {
    assertEquals((await value.data()).includes(1), false, path);
  }
  const frozen = holder.list[0][0];
  holder.trainable = false;
  assertEquals(frozen.trainable, false);
});

Deno.test("fit warns of a layer in a #private field, once and by name", async () => {
  class Hider extends dg.Model {
    readonly seen = new Dense({ units: 1 });
    readonly #hidden = new Dense({ units: 1, name: "hidden" });

    override call(x: dg.Tensor): dg.Tensor {
      return dg.add(this.seen.apply(x), this.#hidden.apply(x));
    }
  }
  const model = new Hider({ name: "hider" });
  model.compile({ optimizer: "sgd", loss: "mse" });
  const said = await warningsDuring(() =>
    model.fit(dg.ones([4, 2]), dg.ones([4, 1]), { verbose: 0, epochs: 3 })
  );
  const ofHidden = said.filter((words) => words.includes('"hidden"'));
  assertEquals(ofHidden.length, 1, said.join("\n"));
  assertEquals(ofHidden[0].includes("not #private"), true);
});

async function warningsDuring(f: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => said.push(words.join(" "));
  try {
    await f();
  } finally {
    console.warn = warn;
  }
  return said;
}

// Keras's PixelCNN makes a mask so, and transformers their positions.
Deno.test("a tensor that build keeps in a property is there for all calls, whoever has the layer built", async () => {
  class Masked extends dg.layers.Layer {
    mask!: dg.Tensor;
    override build(shape: dg.layers.PartialShape): void {
      this.mask = dg.ones([shape.at(-1)!]).mul(2);
      super.build(shape);
    }
    override call(x: dg.Tensor): dg.Tensor {
      return x.mul(this.mask);
    }
  }
  class Around extends dg.layers.Layer {
    readonly inner = new Masked();
    override call(x: dg.Tensor): dg.Tensor {
      return this.inner.apply(x);
    }
  }
  const x = dg.ones([1, 2]);
  const made: (() => dg.layers.Layer)[] = [
    () => new Masked(),
    () => new Around(),
    () => new dg.Sequential([new Around()]),
    () => {
      const input = dg.Input([2]);
      return new dg.Model(input, new Around().apply(input));
    },
  ];
  for (const make of made) {
    const layer = make();
    for (let i = 0; i < 2; i++) {
      const y = dg.noGrad(() => {
        using scope = new dg.Scope();
        return scope.keep(layer.apply<dg.Tensor>(x));
      });
      assertEquals([...await y.data()], [2, 2], `${layer}`);
    }
  }
});
