/** Overlaps: which classes, and which of their elements, count. */

import { assertAlmostEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

Deno.test("overlaps are of the classes on the axis that is given", async () => {
  // Three places of two classes: 0, 1, 1 and what was found, 0, 1, 0.
  const t = dg.tensor([[[1, 0, 0], [0, 1, 1]]]);
  const p = dg.tensor([[[0.9, 0.2, 0.7], [0.1, 0.8, 0.3]]]);
  using metric = new dg.metrics.OneHotIoU({
    numClasses: 2,
    targetClassIds: [0, 1],
    axis: 1,
  });
  metric.updateState(t, p);
  assertClose([await metric.result().item()], [0.5], { terms: 10 });
});

forEachDevice(
  "overlaps leave out what is no class, as Keras's do",
  async () => {
    using metric = new metrics.MeanIoU({ numClasses: 3 });
    metric.updateState(dg.tensor([0, 1, 1, 3]), dg.tensor([0, 1, 0, 2]));
    assertAlmostEquals(await metric.result().item(), (1 / 2 + 1 / 2) / 2, 1e-6);
  },
);
