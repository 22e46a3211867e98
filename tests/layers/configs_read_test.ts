/** Configs as Keras 3 and tf.keras write them, and such as nobody should. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { layerClasses } from "../helpers/every_layer.ts";

const { deserialize, serialize } = dg.layers;

function keras(name: string, config: object, build?: unknown) {
  return {
    module: "keras.layers",
    class_name: name,
    config: config as dg.layers.Config,
    registered_name: null,
    ...(build !== undefined && { build_config: { input_shape: build } }),
  };
}

Deno.test("merging layers are built for the list of shapes that Keras writes", () => {
  const shapes = [[null, 8, 8, 3], [null, 8, 8, 5]];
  const joined = deserialize(keras("Concatenate", { axis: -1 }, shapes));
  assertEquals(joined.builtShapes, shapes);
  assertEquals(joined.builtShape, shapes[0]);
  for (const name of ["Add", "Average", "Maximum", "Minimum", "Multiply"]) {
    const layer = deserialize(keras(name, {}, [[null, 4], [null, 4]]));
    assert(layer.built, name);
  }
  assertThrows(
    () => deserialize(keras("Concatenate", {}, [[null, 8], "x"])),
    dg.ShapeError,
    "Cannot build Concatenate",
  );
});

Deno.test("a layer of several inputs with weights is written with all their shapes", () => {
  class Mix extends dg.layers.Layer {
    protected override get inputSpec(): dg.layers.InputSpec {
      return { minInputs: 2 };
    }
    override build(...shapes: [dg.layers.PartialShape]): void {
      this.addWeight({ name: "share", initializer: "ones" });
      super.build(...shapes);
    }
    override call(x: dg.Tensor, y: dg.Tensor): dg.Tensor {
      return dg.add(x, y);
    }
  }
  const layer = new Mix();
  layer.apply([dg.ones([2, 3]), dg.ones([2, 1])]);
  const object = serialize(layer);
  assertEquals(object.build_config, { input_shape: [[2, 3], [2, 1]] });
  assertEquals(deserialize(object, { Mix }).builtShapes, [[2, 3], [2, 1]]);
});

Deno.test("configs of tf.keras are read where it said things otherwise", () => {
  const leaky = deserialize(keras("LeakyReLU", { alpha: 0.25 }));
  assertEquals(leaky.getConfig().negative_slope, 0.25);
  const norm = deserialize(keras("BatchNormalization", { axis: [3] }));
  assertEquals(norm.getConfig().axis, 3);
  const layer = deserialize(keras("LayerNormalization", { axis: [2] }));
  assertEquals(layer.getConfig().axis, [2]);
  assertThrows(
    () => deserialize(keras("BatchNormalization", { axis: [1, 2] })),
    dg.ValueError,
    "expected axis",
  );
});

Deno.test("constants may be arrays, which broadcast to the weight", async () => {
  const { Constant } = dg.initializers;
  const cases: [dg.NestedArray, number[], number[]][] = [
    [[1, 2], [3, 2], [1, 2, 1, 2, 1, 2]],
    [[[1], [2]], [2, 2], [1, 1, 2, 2]],
    [new Float32Array([3, 4]), [2], [3, 4]],
    [5, [2], [5, 5]],
  ];
  for (const [value, shape, expected] of cases) {
    const made = new Constant({ value });
    assertEquals([...await made.call(shape).data()], expected);
    const object = JSON.parse(JSON.stringify(dg.initializers.serialize(made)));
    const copy = dg.initializers.deserialize(object);
    assertEquals([...await copy.call(shape).data()], expected);
  }
  const numpy = dg.initializers.deserialize({
    class_name: "Constant",
    config: {
      value: {
        class_name: "__numpy__",
        config: { value: [1, 2], dtype: "float64" },
      },
    },
  });
  assertEquals([...await numpy.call([2]).data()], [1, 2]);
  assertThrows(
    () => new Constant({ value: [1, 2, 3] }).call([3, 2]),
    dg.ShapeError,
    "broadcast to shape [3, 2], received values of shape [3]",
  );
  for (
    const value of ["1", [1, "2"], [NaN], {}, new DataView(new ArrayBuffer(8))]
  ) {
    const wrong = { value: value as never };
    assertThrows(() => new Constant(wrong), dg.ValueError, "Constant");
  }
});

Deno.test("LayerNormalization takes inputs of any rank that has its axes", async () => {
  const layer = new dg.layers.LayerNormalization();
  layer.apply(dg.ones([2, 3]));
  assertEquals(layer.apply(dg.ones([2, 5, 3])).shape, [2, 5, 3]);
  const x = dg.tensor([0, 3, 6, 1, 1, 1]);
  const rows = await layer.apply(dg.reshape(x, [2, 3])).data();
  const deeper = await layer.apply(dg.reshape(x, [1, 1, 2, 3])).data();
  assertEquals([...deeper], [...rows]);
  assertThrows(() => layer.apply(dg.ones([2, 5, 4])), dg.ShapeError, "axis -1");
  const second = new dg.layers.LayerNormalization({ axis: 2 });
  second.apply(dg.ones([2, 5, 3]));
  assertThrows(() => second.apply(dg.ones([2, 5])), dg.ShapeError, "axes");
});

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
const readers: Readonly<Record<string, (config: never) => unknown>> = {
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
        const error = assertThrows(() => read(config as never), Error);
        assert(error instanceof dg.ValueError, `${kind} ${name}: ${error}`);
        assert(error.message.includes("customObjects"), error.message);
      }
    }
  }
});

Deno.test("keys that name prototypes change none", () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    const text = `{"units": 1, "${key}": {"polluted": 1}}`;
    const object = keras("Dense", JSON.parse(text));
    assertThrows(() => deserialize(object), TypeError, `received ${key}`);
    assertEquals(({} as Record<string, unknown>).polluted, undefined);
  }
});

Deno.test("configs nested without end are refused, and those of some layers read", () => {
  const wrap = (config: object, times: number) => {
    let object = config;
    for (let i = 0; i < times; i++) {
      object = keras("Sequential", { name: `s${i}`, layers: [object] });
    }
    return object as never;
  };
  const dense = keras("Dense", { units: 1 });
  assert(deserialize(wrap(dense, 20)) instanceof dg.Sequential);
  for (const times of [200, 20_000]) {
    assertThrows(
      () => deserialize(wrap(dense, times)),
      dg.ValueError,
      "at most 100 objects inside each other",
    );
  }
  let spectral: object = dense;
  let scaled: object = { class_name: "Adam", config: {} };
  for (let i = 0; i < 20_000; i++) {
    spectral = keras("SpectralNormalization", { layer: spectral });
    scaled = {
      class_name: "LossScaleOptimizer",
      config: { inner_optimizer: scaled },
    };
  }
  assertThrows(() => deserialize(spectral as never), dg.ValueError);
  assertThrows(
    () => dg.optimizers.deserialize(scaled as never),
    dg.ValueError,
  );
  // What was refused leaves nothing behind.
  assert(deserialize(wrap(dense, 20)) instanceof dg.Sequential);
});

Deno.test("what is no config, or no layer, is refused in words", () => {
  const { Sequential } = dg;
  for (const wrong of [null, undefined, 5, "x"]) {
    for (const Class of [...layerClasses.values(), Sequential]) {
      const made = Class as unknown as typeof Sequential;
      const read = () => made.fromConfig(wrong as never);
      const error = assertThrows(read, Error);
      assert(error.message.startsWith("Cannot"), `${Class.name}: ${error}`);
    }
    assertThrows(
      () => serialize(wrong as never),
      TypeError,
      "Cannot serialize a layer: expected a layer",
    );
  }
});

Deno.test("unknown names are told short and soon", () => {
  const name = "D".repeat(1e6);
  for (const [kind, read] of Object.entries(readers)) {
    const config = { class_name: name, config: {} };
    const error = assertThrows(() => read(config as never), Error);
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
