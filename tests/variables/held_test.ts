/** Nothing is left untrained or unsaved without a word. */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { warningsOf } from "../helpers/warnings.ts";

const { Dense, Lambda, Layer, Variable } = dg.layers;
const { Sequential } = dg;

const dense = (name?: string) => new Dense({ units: 3, name });
const x = () => dg.ones([2, 3]);

function train(layer: dg.layers.Layer, times = 3): string[] {
  return warningsOf(() => {
    for (let i = 0; i < times; i++) layer.apply(x(), { training: true });
  });
}

const through = (
  layers: Iterable<dg.layers.Layer>,
  x: dg.Tensor,
): dg.Tensor => [...layers].reduce((x, layer) => layer.apply(x), x);

/** A helper that is no layer. */
class Block {
  readonly first = dense();
  readonly rest = new Map([["second", { layer: dense() }]]);
  get all(): dg.layers.Layer[] {
    return [this.first, ...[...this.rest.values()].map(({ layer }) => layer)];
  }
}

class Everywhere extends Layer {
  readonly map = new Map([["a", dense()], ["b", dense()]]);
  readonly set = new Set([dense()]);
  readonly block = new Block();
  readonly offsets = new Map([["c", [new Variable(dg.ones([3]))]]]);

  override call(x: dg.Tensor): dg.Tensor {
    const layers = [...this.map.values(), ...this.set, ...this.block.all];
    const [offset] = this.offsets.get("c") ?? [];
    return dg.add(through(layers, x), offset);
  }
}

Deno.test("layers and variables in maps, sets and helper objects are trained", () => {
  const net = new Everywhere({ name: "net" });
  assertEquals(train(net), []);
  assertEquals(net.trainableVariables.length, 5 * 2 + 1);
  const paths = net.weights.map(({ path }) => path);
  assertEquals(new Set(paths).size, paths.length);
});

/** A layer whose parts nobody can see. */
class Hidden extends Layer {
  readonly #layers = [dense("a"), dense("b")];
  readonly #offset = new Variable(dg.ones([3]), { name: "offset" });

  override call(x: dg.Tensor): dg.Tensor {
    return dg.add(through(this.#layers, x), this.#offset);
  }

  freeze(): void {
    for (const layer of this.#layers) layer.trainable = false;
    this.#offset.trainable = false;
  }
}

Deno.test("what a layer calls in training and does not hold is told once, by name", () => {
  const said = train(new Hidden({ name: "hidden" }));
  assertEquals(said.length, 3);
  assertMatch(said[0], /^Dense "a" is called by Hidden "hidden", which does /);
  assertMatch(said[1], /^Dense "b" is called by Hidden "hidden"/);
  assertMatch(said[2], /^Variable "offset" is read by Hidden "hidden"/);
});

Deno.test("nothing is told of what is frozen, has no weights or is not trained", () => {
  const frozen = new Hidden();
  frozen.freeze();
  assertEquals(train(frozen), []);
  const other = new Hidden();
  assertEquals(warningsOf(() => void other.apply(x())), []);
  assertEquals(train(other).length, 3);
  class Weightless extends Layer {
    override call(x: dg.Tensor): dg.Tensor {
      return new dg.layers.ReLU().apply(x);
    }
  }
  assertEquals(train(new Weightless()), []);
  assertEquals(train(new Sequential([new Everywhere(), dense()])), []);
});

Deno.test("a layer made in each call is told once, not at each call", () => {
  class Maker extends Layer {
    override call(x: dg.Tensor): dg.Tensor {
      return new Dense({ units: 3 }).apply(x);
    }
  }
  assertEquals(train(new Maker(), 10).length, 1);
});

Deno.test("what the layer around holds, another may call", () => {
  class Outer extends Layer {
    readonly shared = dense();
    readonly inner = new Sequential([
      new Lambda({ function: (x) => this.shared.apply(x) }),
    ]);
    override call(x: dg.Tensor): dg.Tensor {
      return this.inner.apply(x);
    }
  }
  assertEquals(train(new Outer()), []);
});

Deno.test("parts of one name have paths of their own", () => {
  class Named extends Layer {
    readonly dense = dense("dense");
    override call(x: dg.Tensor): dg.Tensor {
      return this.dense.apply(x);
    }
  }
  class Net extends Layer {
    readonly blocks = [1, 2, 3].map(() => new Named({ name: "block" }));
    readonly last = new Named({ name: "block_1" });
    override call(x: dg.Tensor): dg.Tensor {
      return through([...this.blocks, this.last], x);
    }
  }
  const net = new Net({ name: "net" });
  net.apply(x());
  const kernels = net.weights.filter(({ name }) => name === "kernel");
  assertEquals(kernels.map(({ path }) => path), [
    "net/block/dense/kernel",
    "net/block_1_1/dense/kernel",
    "net/block_2/dense/kernel",
    "net/block_1/dense/kernel",
  ]);
  const paths = net.weights.map(({ path }) => path);
  assertEquals(new Set(paths).size, paths.length);
});

Deno.test("a part that is called past what holds it has a path of its own", () => {
  class Inner extends Layer {
    readonly part = dense("part");
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  class Outer extends Layer {
    readonly inner = new Inner();
    readonly part = dense("part");
    override call(x: dg.Tensor): dg.Tensor {
      return through([this.part, this.inner.part], x);
    }
  }
  const outer = new Outer({ name: "outer" });
  outer.apply(x());
  const paths = outer.weights.map(({ path }) => path);
  assertEquals(paths.toSorted(), [
    "outer/part/bias",
    "outer/part/kernel",
    "outer/part_1/bias",
    "outer/part_1/kernel",
  ]);
});

Deno.test("weights that came to one path by hand are refused", () => {
  class Pair extends Layer {
    readonly parts = [1, 2].map(() => new Variable(1, { name: "same" }));
    override call(x: dg.Tensor): dg.Tensor {
      return this.parts.reduce<dg.Tensor>((x, part) => dg.mul(x, part), x);
    }
  }
  assertThrows(
    () => new Pair({ name: "pair" }).apply(x()),
    dg.ValueError,
    'Cannot apply Pair "pair": expected weights of different paths, received two of path "same"',
  );
  const [first, second] = [1, 2].map(() => new Variable(1));
  assert(first.path !== second.path);
});

Deno.test("two functions or classes of one name are not written as one", () => {
  const twice = new Lambda({ function: (x) => dg.mul(x, 2), name: "twice" });
  const thrice = new Lambda({ function: (x) => dg.mul(x, 3), name: "thrice" });
  const refuse = (f: () => unknown) =>
    assertThrows(f, TypeError, 'two of name "function"');
  refuse(() => new Sequential([twice, thrice]).getConfig());
  refuse(() => dg.layers.serialize(new Sequential([twice, thrice])));
  refuse(() =>
    dg.layers.serialize(new Sequential([twice, new Sequential([thrice])]))
  );
  const f = twice.function;
  const again = new Lambda({ function: f, name: "again" });
  new Sequential([twice, again]).getConfig();
  // Each by itself has a config, one after the other.
  assertEquals(dg.layers.serialize(twice).class_name, "Lambda");
  assertEquals(dg.layers.serialize(thrice).class_name, "Lambda");
  const own = [1, 2].map((factor) =>
    class Own extends Layer {
      override call(x: dg.Tensor): dg.Tensor {
        return dg.mul(x, factor);
      }
    }
  );
  const model = new Sequential(
    own.map((Made, i) => new Made({ name: `${i}` })),
  );
  assertThrows(() => model.getConfig(), TypeError, 'two of name "Own"');
});

Deno.test("weights that are not trained come after those that are, as in Keras", async () => {
  class Scale extends Layer {
    ema!: dg.layers.Variable;
    scale!: dg.layers.Variable;
    readonly steps = new Variable(0, { name: "steps", trainable: false });
    readonly last = dense();
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
  layer.apply(x());
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
