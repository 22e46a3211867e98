/** Keras's object form: what is written by its name is found again by it. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Lambda, Layer } = dg.layers;
const { Sequential } = dg;

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
