/** Nothing is left untrained without a word. */

import { assertEquals, assertMatch } from "@std/assert";
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

const outside = dense("outside");

/** Layers that use what they do not hold: each with the name of that. */
const users: Readonly<
  Record<string, [make: () => dg.layers.Layer, name: string]>
> = {
  "a layer around the class": [() => {
    class Closure extends Layer {
      override call(x: dg.Tensor): dg.Tensor {
        return outside.apply(x);
      }
    }
    return new Closure();
  }, 'Dense "outside"'],
  "a static layer": [() => {
    class Static extends Layer {
      static readonly part = dense("static");
      override call(x: dg.Tensor): dg.Tensor {
        return Static.part.apply(x);
      }
    }
    return new Static();
  }, 'Dense "static"'],
  "a layer in a WeakMap": [() => {
    class Weak extends Layer {
      readonly parts = new WeakMap([[Weak, dense("weak")]]);
      override call(x: dg.Tensor): dg.Tensor {
        return this.parts.get(Weak)!.apply(x);
      }
    }
    return new Weak();
  }, 'Dense "weak"'],
  "a layer in the function of a Lambda": [() => {
    const part = dense("part");
    return new Lambda({ function: (x) => part.apply(x) });
  }, 'Dense "part"'],
  "a variable that each call makes": [() => {
    class Maker extends Layer {
      override call(x: dg.Tensor): dg.Tensor {
        return x.mul(new Variable(dg.ones([3])));
      }
    }
    return new Maker();
  }, 'Variable "variable'],
};

for (const [name, [make, told]] of Object.entries(users)) {
  Deno.test(`${name} that is used in training is told once`, () => {
    const [said, ...others] = train(new Sequential([make()]), 5);
    assertEquals(said.startsWith(told), true, said);
    assertEquals(others, []);
  });
}

Deno.test("counting and naming what lives reads no variable of another model", async () => {
  const other = new Sequential([dg.Input([3]), dense()]);
  const counting = new Lambda({
    function: (x: dg.Tensor) => {
      assertEquals(dg.memory().variables.count > 0, true);
      return x;
    },
  });
  const net = new Sequential([dg.Input([3]), counting, dense()]);
  const run = () => net.apply(x(), { training: true });
  let checked: Promise<unknown> = Promise.resolve();
  assertEquals(warningsOf(() => void (checked = dg.checkNumerics(run))), []);
  await checked;
  assertEquals(other.weights.length, 2);
});
