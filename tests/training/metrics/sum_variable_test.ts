/** What metrics add up goes on growing: by ones beyond 2^24, and by small numbers for as long as one likes. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { forEachDevice } from "../../helpers/for_each_backend.ts";
import { batchOf } from "./batch_of.ts";
import { oneOfEach } from "./needed_options.ts";

async function sumsOf(metric: metrics.Metric): Promise<number[][]> {
  const read = metric.variables.map(({ value }) => value.read());
  return (await Promise.all(read)).map((sums) => [...sums]);
}

/** A distance between neighbouring numbers of float32. */
function spacing(x: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);
}

async function assertGrows(
  name: string,
  metric: metrics.Metric,
  start: number,
  weight: number,
): Promise<void> {
  const [yTrue, yPred] = batchOf(name);
  const options = { sampleWeight: dg.tensor([weight, weight]) };
  const update = () =>
    metric instanceof metrics.PairMetric
      ? metric.updateState(yTrue, yPred, options)
      : metric.updateState(yPred, options);
  update();
  const more = await sumsOf(metric);
  for (const variable of metric.variables) {
    variable.assign(dg.full(variable.shape, start));
  }
  const times = 16;
  for (let i = 0; i < times; i++) update();
  const sums = await sumsOf(metric);
  const path = (i: number) => `${name} ${metric.variables[i].name}`;
  for (const [i, list] of sums.entries()) {
    for (const [j, sum] of list.entries()) {
      const exact = start + times * more[i][j];
      const difference = Math.abs(sum - exact);
      assert(difference <= spacing(exact) / 2, `${path(i)}: ${sum}, ${exact}`);
    }
  }
  assert(more.flat().some((number) => number > 0), name);
}

forEachDevice("all sums of all metrics go on growing", async () => {
  assert(oneOfEach().length >= 47);
  // In float32 alone nothing would be added to either.
  for (const [start, weight] of [[2 ** 24, 1], [2 ** 40, 2 ** 14]]) {
    for (const [name, metric] of oneOfEach()) {
      await assertGrows(name, metric, start, weight);
      metric[Symbol.dispose]();
    }
  }
});

forEachDevice(
  "sums of ones and of small numbers are right to the last digit",
  async () => {
    using ones = new metrics.Sum(), tenths = new metrics.Mean();
    const [one, tenth] = [dg.tensor([1]), dg.tensor([0.1])];
    ones.variables[0].assign(2 ** 24);
    for (let i = 0; i < 2000; i++) {
      ones.updateState(one);
      tenths.updateState(tenth);
    }
    assertEquals(await ones.result().item(), 2 ** 24 + 2000);
    const mean = await tenths.result().item();
    assert(Math.abs(mean - Math.fround(0.1)) <= 2 ** -27, `${mean}`);
  },
  { onWebGPU: true },
);

forEachDevice("what is put in its place leaves nothing of a sum", async () => {
  using metric = new metrics.Sum();
  const [total] = metric.variables;
  const one = dg.tensor([1]);
  for (const start of [0, 5, -2]) {
    total.assign(2 ** 24);
    metric.updateState(one); // which the sum lacks
    total.assign(start);
    metric.updateState(one);
    assertEquals(await metric.result().item(), start + 1);
  }
  total.assign(2 ** 24);
  metric.updateState(one);
  metric.resetState();
  metric.updateState(one);
  assertEquals(await metric.result().item(), 1);
});

forEachDevice("infinite sums stay infinite, and NaN stays NaN", async () => {
  using metric = new metrics.Sum();
  const add = async (x: number) => {
    metric.updateState(dg.tensor([x]));
    return await metric.result().item();
  };
  assertEquals(await add(Infinity), Infinity);
  assertEquals(await add(1), Infinity);
  assertEquals(await add(-Infinity), NaN);
  assertEquals(await add(1), NaN);
  metric.resetState();
  assertEquals([await add(2 ** 127), await add(1)], [2 ** 127, 2 ** 127]);
  assertEquals(await add(-(2 ** 127)) <= 1, true);
}, { onWebGPU: true });
