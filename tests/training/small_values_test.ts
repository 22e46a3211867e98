/** Losses, metrics and optimizers where values are small, equal or 0. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { losses, metrics, optimizers } = dg;

forEachBackend("vectors have a direction however short they are", async () => {
  for (const size of [1, 1e-3, 1e-5]) {
    const t = dg.tensor([[3 * size, 4 * size]]);
    const p = dg.tensor([[4 * size, 3 * size]]);
    const loss = await losses.cosineSimilarity(t, p).read();
    assertClose(loss, [-0.96], { terms: 20 });
  }
});

forEachBackend("rows without spread have no concordance", async () => {
  using metric = new metrics.ConcordanceCorrelation();
  const same = dg.tensor([[2, 2, 2]]);
  metric.updateState(same, same);
  assertEquals(await metric.result().item(), 0);
});

forEachBackend("what is exactly at a threshold is not above it", async () => {
  using metric = new metrics.F1Score({ threshold: 0.5 });
  const t = dg.tensor([[1, 0], [1, 0]]);
  metric.updateState(t, dg.tensor([[0.5, 0.5], [0.75, 0.5]]));
  const [first, second] = await metric.result().data();
  // Of two that are there one is found, and none is invented.
  assertClose([first], [2 / 3], { terms: 100 });
  assertEquals(second, 0);
});

Deno.test("thresholds are ordered by size, not by how they are written", () => {
  const thresholds = [0.5, 1e-7, 0.25, 2e-3];
  using metric = new metrics.AUC({ thresholds });
  assertEquals(metric.thresholds.slice(1, -1), [1e-7, 2e-3, 0.25, 0.5]);
});

forEachBackend("Lamb leaves a weight of zeros as Adam does", async () => {
  using variable = new dg.layers.Variable(dg.zeros([2]));
  using optimizer = new optimizers.Lamb({ learningRate: 0.1 });
  optimizer.apply([dg.tensor([2, -2])], [variable]);
  assertClose(await variable.value.read(), [-0.1, 0.1], { terms: 100 });
});

Deno.test("a state with a number that cannot be changes nothing", async () => {
  using variable = new dg.layers.Variable(dg.tensor([1, 2]));
  using optimizer = new optimizers.SGD({ momentum: 0.5 });
  optimizer.apply([dg.tensor([1, 1])], [variable]);
  const before = await optimizer.getState();
  for (const number of [NaN, Infinity]) {
    for (const at of [0, 1]) {
      const state = before.map((one) => ({
        ...one,
        data: Float64Array.from(one.data, (value) => value + 1),
      }));
      state[at].data[0] = number;
      assertThrows(() => optimizer.setState(state), dg.ValueError);
      assertEquals(await optimizer.getState(), before);
    }
  }
});

Deno.test("thresholds that are nearly even are taken as they are", async () => {
  using metric = new metrics.TruePositives({ thresholds: [0, 0.52, 1] });
  metric.updateState(dg.tensor([1, 1]), dg.tensor([0.51, 0.53]));
  assertEquals([...await metric.result().data()], [2, 1, 0]);
});
