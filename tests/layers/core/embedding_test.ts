/** Embedding: derivatives, configs, and indices that it does not have. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";

const { Embedding } = dg.layers;

testLayers([[() => new Embedding({ inputDim: 3, outputDim: 2 }), [2, 2]]]);

Deno.test("an index that an embedding does not have gives NaN", async () => {
  const layer = new Embedding({ inputDim: 2, outputDim: 1 });
  const y = await layer.apply(dg.tensor([0, 1.5, -1, 2, -3])).data();
  assertEquals([...y].map(Number.isNaN), [false, false, false, true, true]);
  assertEquals(y[2], y[1]);
});

Deno.test("a table without vectors, and masks, are refused", () => {
  assertThrows(
    () => new Embedding({ inputDim: 0, outputDim: 1 }),
    dg.ValueError,
    "inputDim",
  );
  const config = { input_dim: 2, output_dim: 1 };
  assertThrows(
    () => Embedding.fromConfig({ ...config, mask_zero: true }),
    dg.ValueError,
    "mask_zero",
  );
  const older = { ...config, input_length: null };
  assertEquals(Embedding.fromConfig(older).outputDim, 1);
});
