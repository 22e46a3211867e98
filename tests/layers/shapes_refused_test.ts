/** What is no shape, or no list of tensors, is refused wherever a layer takes one. */

import { assert, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

const NO_SHAPES: readonly unknown[] = [
  undefined,
  null,
  5,
  "x",
  true,
  {},
  [-1, 2],
  [1.5],
  ["a"],
  [[2, 3]],
  [undefined],
  [NaN, 3],
  [2 ** 60, Infinity],
];

type Method = (shape: unknown) => unknown;

Deno.test("every layer refuses what is no shape, built or not", () => {
  for (const [name, { make, given }] of everyLayer) {
    for (const built of [false, true]) {
      const layer = make();
      if (built) layer.apply(given());
      for (const shape of NO_SHAPES) {
        for (
          const take of [
            layer.build,
            layer.ensureBuilt,
            layer.computeOutputShape,
          ] as Method[]
        ) {
          const what = `${name}.${take.name}(${Deno.inspect(shape)})`;
          const error = assertThrows(() => take.call(layer, shape), Error);
          const clear = error instanceof dg.ShapeError ||
            error instanceof dg.ValueError;
          assert(clear, `${what}: ${error}`);
          assert(error.message.startsWith("Cannot"), `${what}: ${error}`);
        }
      }
    }
  }
});

Deno.test("every layer refuses weights that are no list of its own", () => {
  for (const { make, given } of everyLayer.values()) {
    const layer = make();
    layer.apply(given());
    for (const values of [undefined, null, 5, "x", {}, dg.ones([1])]) {
      const set = layer.setWeights as (values: unknown) => void;
      assertThrows(
        () => set.call(layer, values),
        TypeError,
        `Cannot set the weights of ${layer}: expected an array of tensors`,
      );
    }
  }
});

Deno.test("a layer as an activation is told where to stand", () => {
  const activation = new dg.layers.LeakyReLU();
  assertThrows(
    () => Reflect.construct(dg.layers.Dense, [{ units: 1, activation }]),
    TypeError,
    "put it behind the layer",
  );
});
