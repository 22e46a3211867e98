/** Batches without samples: nothing is learned from them, and nothing is lost. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyLayer } from "../helpers/every_layer.ts";

/** What a layer takes, but of no sample. */
function emptied(given: dg.Tensor | dg.Tensor[]): dg.Tensor | dg.Tensor[] {
  const none = (x: dg.Tensor) => dg.zeros([0, ...x.shape.slice(1)]);
  return Array.isArray(given) ? given.map(none) : none(given);
}

for (const [name, { make, given }] of everyLayer) {
  Deno.test(`${name} takes an empty batch in training, and its weights stay numbers`, async () => {
    using layer = make();
    const full = given();
    const { shape } = layer.apply(full, { training: true });
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(layer.apply(emptied(full), { training: true })),
      layer.trainableVariables,
    );
    const output = layer.apply(emptied(full), { training: true });
    assertEquals(output.shape, [0, ...shape.slice(1)]);
    const held = [...layer.weights.map(({ value }) => value), ...gradients];
    for (const tensor of held) {
      assert((await tensor.data()).every(Number.isFinite));
    }
  });
}
