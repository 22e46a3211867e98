/** Accuracies, and means of losses, of labels that are no class and of nothing. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const CLASSES = 3;
const WRONG = [3, -1, -2, 0.5, 1.999, 100, 2 ** 24, NaN, Infinity, -Infinity];

forEachDevice(
  "metrics of losses are NaN, and those of hits count none",
  async () => {
    const right = dg.tensor([0, 1, 2, 1]),
      p = dg.softmax(dg.tensor([
        ...[[0.1, 0.4, -0.3], [1, 0, 0.5], [0.2, -1, 0.7], [0, 0, 0.1]],
      ]));
    for (const wrong of WRONG) {
      const labels = dg.tensor([0, wrong, 2, 1]);
      using entropy = new metrics.SparseCategoricalCrossentropy();
      entropy.updateState(right, p);
      entropy.updateState(labels, p);
      assertEquals(await entropy.result().item(), NaN);
      // With all classes among the highest every label is a hit that is a class.
      using top = new metrics.SparseTopKCategoricalAccuracy({ k: CLASSES });
      top.updateState(labels, p);
      assertEquals(await top.result().item(), 3 / 4, `${wrong}`);
      using accuracy = new metrics.SparseCategoricalAccuracy();
      accuracy.updateState(
        labels,
        dg.tensor([
          ...[[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]],
        ]),
      );
      assertEquals(await accuracy.result().item(), 3 / 4, `${wrong}`);
    }
  },
);

forEachDevice("of no predictions none is right", async () => {
  for (const fromSortedIds of [false, true]) {
    const options = { k: 2, fromSortedIds };
    using top = new metrics.SparseTopKCategoricalAccuracy(options);
    top.updateState(dg.tensor([1, 2]), dg.zeros([2, 0]));
    assertEquals(await top.result().item(), 0);
  }
});

forEachDevice(
  "accuracies of more than 2^24 samples still change",
  async () => {
    using metric = new metrics.BinaryAccuracy();
    const [total, count] = metric.variables;
    total.assign(2 ** 24);
    count.assign(2 ** 25);
    const y = dg.ones([8]);
    for (let i = 0; i < 250; i++) metric.updateState(y, y);
    const expected = (2 ** 24 + 2000) / (2 ** 25 + 2000);
    const accuracy = await metric.result().item();
    assert(Math.abs(accuracy - expected) <= 2 ** -24, `${accuracy}`);
  },
  { onWebGPU: true },
);
