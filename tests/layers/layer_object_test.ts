/** Layers in Keras's object form, as Keras 3 and tf.keras write it. */

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

Deno.test("what is no config, or no layer, is refused in words", () => {
  const { Sequential } = dg;
  for (const wrong of [null, undefined, 5, "x"]) {
    for (const Class of [...layerClasses.values(), Sequential]) {
      const made = Class as unknown as typeof Sequential;
      const read = () => Reflect.apply(made.fromConfig, made, [wrong]);
      const error = assertThrows(read, Error);
      assert(error.message.startsWith("Cannot"), `${Class.name}: ${error}`);
    }
    assertThrows(
      () => Reflect.apply(serialize, undefined, [wrong]),
      TypeError,
      "Cannot serialize a layer: expected a layer",
    );
  }
});
