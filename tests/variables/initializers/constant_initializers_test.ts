/** Initializers that draw nothing. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

forEachBackend(
  "constant initializers fill what they are asked for",
  async () => {
    assertEquals(await valuesOf(initializers.get("zeros").call([2])), [0, 0]);
    assertEquals(await valuesOf(initializers.get("one").call([2])), [1, 1]);
    assertEquals(await valuesOf(initializers.get("constant").call([2])), [
      0,
      0,
    ]);
    const half = new initializers.Constant({ value: 0.5 });
    assertEquals(await valuesOf(half.call([])), [0.5]);
    const wide = new initializers.Identity({ gain: 3 }).call([2, 3]);
    assertEquals(await valuesOf(wide), [3, 0, 0, 0, 3, 0]);
    assertEquals(await valuesOf(initializers.get("identity").call([0, 2])), []);
  },
);

Deno.test("constants may be arrays, which broadcast to the weight", async () => {
  const { Constant } = initializers;
  const cases: [dg.NestedArray, number[], number[]][] = [
    [[1, 2], [3, 2], [1, 2, 1, 2, 1, 2]],
    [[[1], [2]], [2, 2], [1, 1, 2, 2]],
    [new Float32Array([3, 4]), [2], [3, 4]],
    [5, [2], [5, 5]],
  ];
  for (const [value, shape, expected] of cases) {
    const made = new Constant({ value });
    assertEquals([...await made.call(shape).data()], expected);
    const object = JSON.parse(JSON.stringify(initializers.serialize(made)));
    const copy = initializers.deserialize(object);
    assertEquals([...await copy.call(shape).data()], expected);
  }
  const numpy = initializers.deserialize({
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
