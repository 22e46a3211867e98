/** Correlations and scores where numbers are equal, or exactly at a threshold. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

forEachDevice("rows without spread have no concordance", async () => {
  using metric = new metrics.ConcordanceCorrelation();
  const same = dg.tensor([[2, 2, 2]]);
  metric.updateState(same, same);
  assertEquals(await metric.result().item(), 0);
});

forEachDevice("what is exactly at a threshold is not above it", async () => {
  using metric = new metrics.F1Score({ threshold: 0.5 });
  const t = dg.tensor([[1, 0], [1, 0]]);
  metric.updateState(t, dg.tensor([[0.5, 0.5], [0.75, 0.5]]));
  const [first, second] = await metric.result().data();
  // Of two that are there one is found, and none is invented.
  assertClose([first], [2 / 3], { terms: 100 });
  assertEquals(second, 0);
});
