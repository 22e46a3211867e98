/** Keras's object form: what is written by its name is found again by it, and nothing else. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { deserialize, Lambda, Layer } = dg.layers;
const { Sequential } = dg;

class Halving extends dg.regularizers.Regularizer {
  override call(x: dg.Tensor): dg.Tensor {
    return dg.mul(dg.sum(x), 0.5);
  }

  override getConfig(): Record<string, never> {
    return {};
  }
}

const written = {
  module: "my_package",
  class_name: "Halving",
  registered_name: "my_package>Halving",
  config: {},
};

Deno.test("a custom class is found by the name it was registered under and by its own", async () => {
  for (const name of ["my_package>Halving", "Halving"]) {
    const found = dg.regularizers.deserialize(written, { [name]: Halving });
    assertEquals(found instanceof Halving, true, name);
    assertEquals(await found!.call(dg.tensor([1, 3])).item(), 2);
  }
});

Deno.test("a custom class that nobody gave is refused", () => {
  assertThrows(
    () => dg.regularizers.deserialize(written, { Other: Halving }),
    dg.ValueError,
    "Halving",
  );
});

/** A layer of Keras in its object form. */
function layerOf(name: string, config: object): dg.layers.ObjectConfig {
  return { class_name: name, config: config as dg.layers.Config };
}

Deno.test("a class registered under a package is found by its own name", () => {
  class Foo extends dg.layers.Dense {}
  class Half extends dg.initializers.Initializer {
    override call(shape: readonly number[]): dg.Tensor {
      return dg.mul(dg.ones(shape), 0.5);
    }
  }
  const registered_name = "pkg>Foo";
  const layer = { class_name: "Foo", config: { units: 2 }, registered_name };
  assert(deserialize(layer, { Foo }) instanceof Foo);
  assert(deserialize(layer, { "pkg>Foo": Foo }) instanceof Foo);
  const part = { class_name: "Half", config: {}, registered_name: "pkg>Half" };
  for (const customObjects of [{ Half }, { "pkg>Half": Half }]) {
    const made = dg.initializers.deserialize(part, customObjects);
    assert(made instanceof Half);
  }
  const both = { "pkg>Half": Half, Half: dg.initializers.Ones };
  assert(dg.initializers.deserialize(part, both) instanceof Half);
});

/** Whatever reads objects by name. */
const readers: Readonly<
  Record<string, (config: dg.layers.ObjectConfig) => unknown>
> = {
  layer: (config) => deserialize(config),
  initializer: (config) => dg.initializers.deserialize(config),
  regularizer: (config) => dg.regularizers.deserialize(config),
  constraint: (config) => dg.constraints.deserialize(config),
  activation: (config) => dg.activations.deserialize(config),
  loss: (config) => dg.losses.deserialize(config),
  metric: (config) => dg.metrics.deserialize(config),
  optimizer: (config) => dg.optimizers.deserialize(config),
};

Deno.test("names that every object has are no classes and no functions", () => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  assert(names.includes("constructor") && names.includes("__proto__"));
  for (const [kind, read] of Object.entries(readers)) {
    for (const name of names) {
      const configs = [
        { class_name: "function", config: name },
        { class_name: name, config: {} },
        { class_name: "Foo", config: {}, registered_name: name },
      ];
      for (const config of configs) {
        const error = assertThrows(() => read(config), Error);
        assert(error instanceof dg.ValueError, `${kind} ${name}: ${error}`);
        assert(error.message.includes("customObjects"), error.message);
      }
    }
  }
});

Deno.test("keys that name prototypes change none", () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    const text = `{"units": 1, "${key}": {"polluted": 1}}`;
    const object = layerOf("Dense", JSON.parse(text));
    assertThrows(() => deserialize(object), TypeError, `received ${key}`);
    assertEquals(({} as Record<string, unknown>).polluted, undefined);
  }
});

Deno.test("configs nested without end are refused, and those of some layers read", () => {
  const wrap = (config: dg.layers.ObjectConfig, times: number) => {
    let object = config;
    for (let i = 0; i < times; i++) {
      object = layerOf("Sequential", { name: `s${i}`, layers: [object] });
    }
    return object;
  };
  const dense = layerOf("Dense", { units: 1 });
  assert(deserialize(wrap(dense, 20)) instanceof dg.Sequential);
  for (const times of [200, 20_000]) {
    assertThrows(
      () => deserialize(wrap(dense, times)),
      dg.ValueError,
      "at most 100 objects inside each other",
    );
  }
  let spectral = dense;
  let scaled: dg.layers.ObjectConfig = { class_name: "Adam", config: {} };
  for (let i = 0; i < 20_000; i++) {
    spectral = layerOf("SpectralNormalization", { layer: spectral });
    scaled = {
      class_name: "LossScaleOptimizer",
      config: { inner_optimizer: scaled },
    };
  }
  assertThrows(() => deserialize(spectral), dg.ValueError);
  assertThrows(
    () => dg.optimizers.deserialize(scaled),
    dg.ValueError,
  );
  // What was refused leaves nothing behind.
  assert(deserialize(wrap(dense, 20)) instanceof dg.Sequential);
});

Deno.test("what is registered under no name is looked up under none", () => {
  let nested: unknown = [];
  for (let i = 0; i < 20_000; i++) nested = [nested];
  const registered_name = nested as string;
  const object = { class_name: "Zeros", registered_name };
  const zeros = dg.initializers.deserialize(object, { Own: () => 1 });
  assert(zeros instanceof dg.initializers.Zeros);
});

Deno.test("unknown names are told short and soon", () => {
  const name = "D".repeat(1e6);
  for (const [kind, read] of Object.entries(readers)) {
    const config = { class_name: name, config: {} };
    const error = assertThrows(() => read(config), Error);
    assert(error.message.length < 1000, kind);
  }
  const customObjects = { [name]: dg.layers.Dense };
  const wrong = { class_name: "Dens", config: {} };
  const error = assertThrows(() => deserialize(wrong, customObjects), Error);
  assert(error.message.length < 1000);
  assertThrows(
    () => deserialize({ class_name: "Dence", config: {} }),
    dg.ValueError,
    "did you mean Dense",
  );
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
