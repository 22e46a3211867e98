/** Thresholds: their order, and when they are even. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";

Deno.test("thresholds are ordered by size, not by how they are written", () => {
  const thresholds = [0.5, 1e-7, 0.25, 2e-3];
  using metric = new metrics.AUC({ thresholds });
  assertEquals(metric.thresholds.slice(1, -1), [1e-7, 2e-3, 0.25, 0.5]);
});

Deno.test("thresholds that are nearly even are taken as they are", async () => {
  using metric = new metrics.TruePositives({ thresholds: [0, 0.52, 1] });
  metric.updateState(dg.tensor([1, 1]), dg.tensor([0.51, 0.53]));
  assertEquals([...await metric.result().data()], [2, 1, 0]);
});
