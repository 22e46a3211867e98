/** Lambda: a function that is a layer, and how a config knows it. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Lambda } = dg.layers;

Deno.test("a lambda comes back by the name of its function", () => {
  const halve = (x: dg.Tensor) => dg.div(x, 2);
  const layer = new Lambda({ function: halve, arguments: { a: 1 } });
  const config = dg.layers.serialize(layer);
  const copy = dg.layers.deserialize(config, { halve });
  assertEquals(copy.getConfig(), layer.getConfig());
  assertEquals([...copy.computeOutputShape([null, 3])], [null, 3]);
  assertThrows(
    () => dg.layers.deserialize(config),
    dg.ValueError,
    "expected function to be a function",
  );
});

Deno.test("what is no function is refused", () => {
  assertThrows(
    () => new Lambda({ function: null as unknown as dg.layers.LambdaFunction }),
    dg.ValueError,
    "expected function to be a function",
  );
});

Deno.test("the shape that is said is the shape of the output", () => {
  const options = { function: (x: dg.Tensor) => x, outputShape: [5] };
  const layer = new Lambda(options);
  assertEquals(layer.computeOutputShape([null, 3]), [null, 5]);
  assertEquals(layer.getConfig().output_shape, [5]);
});
