/** Every metric: results, and what it remembers, against Keras's. */

import { assertEquals } from "@std/assert";
import type * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import type { SerializedObject } from "../../../config/serialization.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

/** A batch of targets and predictions, or of values. */
type Batch = Readonly<Record<string, FixtureTensor | null>>;

interface Case {
  readonly object: SerializedObject;
  readonly batches: readonly Batch[];
  readonly variables: readonly { name: string; value: FixtureTensor }[] | null;
  readonly result: FixtureTensor;
}

const { cases } = loadFixture<{ readonly cases: readonly Case[] }>(
  "behaviour/more_metrics.json",
);
const oracle = loadFixture<{
  readonly cases: readonly {
    metric: string;
    batches: readonly Batch[];
    result: FixtureTensor;
  }[];
}>("behaviour/metrics.json");

function update(metric: metrics.Metric, batch: Batch): void {
  const { sample_weight, ...inputs } = batch;
  const sampleWeight = sample_weight && tensorOf(sample_weight);
  const [first, second] = Object.values(inputs).map((all) => tensorOf(all!));
  if (second) metric.updateState(first, second, { sampleWeight });
  else metric.updateState(first, { sampleWeight });
}

function describe({ object, batches }: Case): string {
  const shapes = batches.map((batch) =>
    Object.values(batch).map((all) => all && all.shape)
  );
  return `${object.class_name} ${JSON.stringify([object.config, shapes])}`;
}

async function check(
  actual: dg.Tensor,
  expected: FixtureTensor,
  isExact: boolean,
  what: string,
): Promise<void> {
  assertEquals(actual.shape, expected.shape, what);
  const values = await actual.read();
  // Keras itself goes through float32 here and there; without that, sums of 40 elements.
  const how = isExact
    ? { terms: 1, eps: 1e-6 / 4, magnitude: 1 }
    : { terms: 40, eps: 2 ** -23, magnitude: 1 };
  try {
    assertClose(values, numbersOf(expected), how);
  } catch (error) {
    throw new Error(`${what}: ${values}`, { cause: error });
  }
}

forEachDevice("metrics have Keras's results", async (backend) => {
  const isExact = backend.name === "reference";
  for (const one of cases) {
    using metric = metrics.deserialize(one.object);
    const what = describe(one);
    for (const batch of one.batches) update(metric, batch);
    await check(metric.result(), one.result, isExact, what);
    if (!one.variables) continue;
    const names = metric.variables.map(({ name }) => name);
    assertEquals(
      names.toSorted(),
      one.variables.map(({ name }) => name).toSorted(),
      what,
    );
    for (const { name, value } of one.variables) {
      const own = metric.variables.find((variable) => variable.name === name)!;
      await check(own.value, value, isExact, `${what}: ${name}`);
    }
  }
});

forEachDevice("metrics have the oracle's results", async (backend) => {
  const isExact = backend.name === "reference";
  for (const { metric: name, batches, result } of oracle.cases) {
    const [class_name, classes] = name.split(/[ ()]/);
    const config = class_name === "TopKCategoricalAccuracy"
      ? { k: 2 }
      : class_name === "OneHotMeanIoU"
      ? { num_classes: Number(classes) }
      : {};
    using metric = metrics.deserialize({ class_name, config });
    for (const batch of batches) update(metric, batch);
    await check(metric.result(), result, isExact, name);
  }
});
