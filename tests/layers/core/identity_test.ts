/** Layers that give back what they take: Identity, and ActivityRegularization with its penalty. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import { testOptionsRefused } from "../../helpers/refusals.ts";

const { ActivityRegularization, Identity } = dg.layers;

testLayers([
  [() => new Identity(), [2, 3]],
  [() => new ActivityRegularization({ l1: 0.1, l2: 0.2 }), [2, 3]],
]);

testOptionsRefused([
  [ActivityRegularization, { l1: NaN }, "l1"],
  [
    ActivityRegularization,
    { activityRegularizer: "l2" },
    "activityRegularizer",
  ],
]);

Deno.test("what goes through is penalised once a call, and where it stands in a model", async () => {
  const layer = new ActivityRegularization({ l1: 1 });
  const model = new dg.Sequential([new Identity(), layer]);
  const x = dg.tensor([[3, -4], [0, 1]]);
  const y = model.apply(x);
  assertEquals(await y.data(), await x.data());
  assertEquals(await Promise.all(model.losses.map((one) => one.item())), [4]);
  assertEquals(model.weights, []);
});
