/** Custom classes that Keras registered under a package. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

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
