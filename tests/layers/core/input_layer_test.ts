/** InputLayer: how the shape of an input is said, and its element type. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { InputLayer } = dg.layers;

Deno.test("the shape is said with the batch, or without", () => {
  assertEquals(new InputLayer({ shape: [3] }).batchShape, [null, 3]);
  const fixed = new InputLayer({ shape: [3], batchSize: 2 });
  assertEquals(fixed.batchShape, [2, 3]);
  assertEquals(fixed.inputShape, [2, 3]);
  const whole = new InputLayer({ batchShape: [null, null, 3], name: "x" });
  assertEquals(whole.batchShape, [null, null, 3]);
  assertEquals(whole.getConfig(), {
    batch_shape: [null, null, 3],
    dtype: "float32",
    name: "x",
    sparse: false,
    ragged: false,
    optional: false,
  });
});

Deno.test("a shape that is not said, or twice, is refused", () => {
  const cases = [
    [{}, "expected shape or batchShape, received neither"],
    [{ shape: [3], batchShape: [2, 3] }, "batchShape, received both"],
    [{ batchSize: 2, batchShape: [2, 3] }, "batchShape, received both"],
  ] as const;
  for (const [options, message] of cases) {
    assertThrows(() => new InputLayer(options), dg.ValueError, message);
  }
});

Deno.test("older configs say the shape otherwise; sparse inputs are refused", () => {
  const older = { batch_input_shape: [null, 3], dtype: "float32" };
  const layer = InputLayer.fromConfig({ ...older, sparse: false, name: "x" });
  assertEquals(layer.batchShape, [null, 3]);
  assertThrows(
    () => InputLayer.fromConfig({ ...older, sparse: true }),
    dg.ValueError,
    "expected sparse to be false, received true",
  );
});

Deno.test("inputs of whole numbers are float32 here, and keep their type in the config", () => {
  const read = (dtype: string) =>
    dg.layers.deserialize({
      class_name: "InputLayer",
      config: { batch_shape: [3], dtype },
    });
  for (const dtype of ["int32", "int64", "uint8", "bool"]) {
    const input = read(dtype);
    assertEquals(input.dtype, "float32");
    assertEquals(input.getConfig().dtype, dtype);
  }
  for (const dtype of ["float16", "float64", "string"]) {
    assertThrows(
      () => read(dtype),
      dg.ValueError,
      'expected dtype "float32"',
    );
  }
});
