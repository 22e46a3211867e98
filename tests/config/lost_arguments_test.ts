/** Nothing that a constructor takes is left out of a config without a word. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Layer, Dense } = dg.layers;
const pass = (x: dg.Tensor): dg.Tensor => x;

/** Layers that lose what they take: each with what the error says of it. */
const losing: Readonly<
  Record<string, [make: () => dg.layers.Layer, lost: string]>
> = {
  "one argument": [() => {
    class Scale extends Layer {
      constructor(readonly factor: number) {
        super();
      }
      override call = pass;
    }
    return new Scale(2);
  }, "factor"],
  "several, with defaults": [() => {
    class Block extends Layer {
      constructor(readonly units: number, readonly rate = Math.max(0, 0.1)) {
        super();
      }
      override call = pass;
    }
    return new Block(2);
  }, "units and rate"],
  "one beside those that are handed on": [() => {
    class Named extends Layer {
      constructor(readonly factor: number, name: string) {
        super({ name });
      }
      override call = pass;
    }
    return new Named(2, "named");
  }, "factor"],
  "any number of them": [() => {
    class Chain extends Layer {
      readonly layers: dg.layers.Layer[];
      constructor(...layers: dg.layers.Layer[]) {
        super();
        this.layers = layers;
      }
      override call = pass;
    }
    return new Chain(new Dense({ units: 1 }));
  }, "layers"],
  "one of a model": [() => {
    class Net extends dg.Model {
      constructor(readonly block: dg.layers.Layer) {
        super();
      }
      override call = pass;
    }
    return new Net(new Dense({ units: 1 }));
  }, "block"],
};

for (const [name, [make, lost]] of Object.entries(losing)) {
  Deno.test(`the config of a layer that would lose ${name} is refused`, () => {
    const layer = make(), { name: made } = layer.constructor;
    const said =
      `Cannot write the config of ${layer}: expected a class whose constructor takes options that its schema lists, or one with a getConfig and a fromConfig of its own, received ${made}, which takes ${lost}`;
    const error = assertThrows(() => layer.getConfig(), TypeError);
    assertEquals(error.message, said);
    const around = new dg.Sequential([layer]);
    assertEquals(
      assertThrows(() => around.getConfig(), TypeError).message,
      said,
    );
    // It can be used all the same.
    assertEquals(around.apply(dg.ones([2, 3])).shape, [2, 3]);
  });
}

Deno.test("what loses nothing has its config", () => {
  class Forwarding extends Dense {
    constructor(options: dg.layers.DenseOptions) {
      super(options);
    }
  }
  class Fixed extends Dense {
    constructor(units: number) {
      super({ units, useBias: false });
    }
  }
  class Telling extends Layer {
    constructor(readonly factor: number) {
      super();
    }
    override call = pass;
    override getConfig() {
      return { ...super.getConfig(), factor: this.factor };
    }
  }
  class Deriving extends Telling {}
  class Silent extends Layer {
    // constructor(factor) was here once
    override call = pass;
  }
  class Filled extends dg.Sequential {
    constructor() {
      super([new Dense({ units: 1 })]);
    }
  }
  assertEquals(new Forwarding({ units: 3 }).getConfig().units, 3);
  assertEquals(new Fixed(4).getConfig().units, 4);
  assertEquals(new Telling(5).getConfig().factor, 5);
  assertEquals(new Deriving(6).getConfig().factor, 6);
  assertEquals(new Silent({ name: "s" }).getConfig().name, "s");
  assertEquals(new Filled().getConfig().name, "filled");
});

/** Layers that cannot be made of one object of options: each with what the error says they take. */
const split: Readonly<
  Record<string, [make: () => dg.layers.Layer, taken: string]>
> = {
  "an option by its place": [() => {
    class Placed extends Dense {
      constructor(units: number, options: object = {}) {
        super(units, options);
      }
    }
    return new Placed(2);
  }, "units and options"],
  "an option before the others": [() => {
    class Before extends Dense {
      constructor(units: number, options: object = {}) {
        super({ ...options, units });
      }
    }
    return new Before(2);
  }, "units and options"],
  "one option alone": [() => {
    class Alone extends Dense {
      constructor(width: number) {
        super({ units: width, useBias: false });
      }
    }
    return new Alone(2);
  }, "width"],
};

for (const [name, [make, taken]] of Object.entries(split)) {
  Deno.test(`a layer that takes ${name} is refused in a file, which could not be read`, () => {
    const layer = make(), model = new dg.Sequential([layer]);
    assertEquals(
      assertThrows(() => model.getConfig(), TypeError).message,
      `Cannot write the config of ${layer}: expected a class that can be made of one object of options, as in constructor(options) { super(options) }, or one with a static fromConfig of its own, received ${layer.constructor.name}, which takes ${taken}`,
    );
  });
}

Deno.test("a layer that hands one object on, or reads its config itself, is written", () => {
  class Forwarding extends Dense {
    constructor(options: dg.layers.DenseOptions) {
      super({ ...options, useBias: false });
    }
  }
  class Handing extends Dense {
    constructor(...options: [number, object?]) {
      super(...options);
    }
  }
  class Reading extends Dense {
    constructor(units: number, name?: string | null) {
      super({ units, name });
    }
    static override fromConfig(config: Record<string, unknown>) {
      return new this(Number(config.units), String(config.name)) as never;
    }
  }
  const customObjects = { Forwarding, Handing, Reading };
  for (
    const layer of [
      new Forwarding({ units: 3 }),
      new Handing(3, { name: "handing" }),
      new Reading(3),
    ]
  ) {
    const config = new dg.Sequential([layer]).getConfig();
    const again = dg.Sequential.fromConfig(config, customObjects);
    assertEquals(again.layers[0].name, layer.name);
  }
});

/** Names that a class of layers has itself. */
const TAKEN = [
  ...["weights", "built", "losses", "trainableVariables", "modules"],
  ...["call", "build", "apply", "getConfig", "toString", "constructor"],
];

for (const name of TAKEN) {
  Deno.test(`an option of the name ${name} is refused`, () => {
    class Own extends Layer<Record<string, unknown>> {
      static override readonly schema = { [name]: dg.options.number(1) };
      override call(x: dg.Tensor): dg.Tensor {
        return x;
      }
    }
    assertEquals(
      assertThrows(() => new Own({ [name]: 2 }), TypeError).message,
      `Cannot make Own: expected options of names that its class does not use itself, received a row for ${name} in its schema`,
    );
  });
}
