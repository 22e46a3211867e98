/** Losses: their names, configs and defaults are Keras's. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import type { SerializedObject } from "../../../config/serialization.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { cases, defaults, names } = loadFixture<{
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly names: Record<string, string>;
  readonly cases: readonly { readonly object: SerializedObject }[];
}>("behaviour/more_losses.json");
const { BinaryCrossentropy, MeanSquaredError } = losses;

Deno.test("losses are found by all of Keras's names", () => {
  for (const [name, class_name] of Object.entries(names)) {
    const loss = losses.get(name as losses.LossName);
    assertEquals(losses.serialize(loss).class_name, class_name);
  }
});

Deno.test("losses have Keras's names and configs, and come back from them", () => {
  const loss = new BinaryCrossentropy({ fromLogits: true });
  const written = losses.serialize(loss);
  assertEquals(written, {
    module: "keras.losses",
    class_name: "BinaryCrossentropy",
    config: {
      name: "binary_crossentropy",
      reduction: "sum_over_batch_size",
      from_logits: true,
      label_smoothing: 0,
      axis: -1,
    },
    registered_name: null,
  });
  const again = losses.get(JSON.parse(JSON.stringify(written)));
  assertEquals(again.getConfig(), loss.getConfig());
  for (const name of ["mse", "MSE", "mean_squared_error"] as const) {
    assertInstanceOf(losses.get(name), MeanSquaredError);
  }
  for (const name of ["bce", "BCE", "binary_crossentropy"] as const) {
    assertInstanceOf(losses.get(name), BinaryCrossentropy);
  }
  assertEquals(losses.get(null), null);
});

Deno.test("losses have Keras's defaults", () => {
  for (const [class_name, config] of Object.entries(defaults)) {
    assertEquals(losses.deserialize({ class_name }).getConfig(), config);
  }
});

Deno.test("losses write what Keras writes", () => {
  for (const { object } of cases) {
    assertEquals(losses.serialize(losses.deserialize(object)), object);
  }
});

forEachDevice("functions stand for losses, and are averaged", async () => {
  const difference = function difference(
    t: dg.Tensor,
    p: dg.Tensor,
  ): dg.Tensor {
    return dg.abs(dg.sub(t, p));
  };
  const loss = losses.get(difference);
  const value = loss.call(dg.tensor([1, 2]), dg.tensor([2, 5]));
  assertEquals(await value.item(), 2);
  assertEquals(losses.serialize(loss).config, "difference");
});

Deno.test("losses refuse what they cannot mean", () => {
  assertThrows(
    () => losses.get("nope" as "mse"),
    dg.ValueError,
    'Cannot find loss: expected a name, a config, or one itself, received "nope"',
  );
  assertThrows(
    () => new MeanSquaredError({ reduction: "x" as "sum" }),
    dg.ValueError,
    "reduction",
  );
  assertThrows(
    () => new BinaryCrossentropy({ labelSmoothing: 2 }),
    dg.ValueError,
    "labelSmoothing",
  );
  const logits = { from_logits: true };
  assertThrows(
    () => new BinaryCrossentropy(logits as losses.BinaryCrossentropyOptions),
    TypeError,
    "from_logits",
  );
  assertThrows(
    () => new BinaryCrossentropy().call(dg.zeros([2, 3]), dg.zeros([2, 1])),
    dg.ShapeError,
    "expected predictions of the targets' shape [2, 3], received [2, 1]",
  );
});
