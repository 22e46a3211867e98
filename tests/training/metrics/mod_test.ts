/** Metrics: their names, configs and defaults are Keras's. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import type { SerializedObject } from "../../../config/serialization.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";
import { neededConfigOf } from "./needed_options.ts";

const keras = loadFixture<{
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly names: Record<string, string>;
  readonly cases: readonly {
    readonly object: SerializedObject;
    readonly direction: metrics.Direction;
  }[];
}>("behaviour/more_metrics.json");

Deno.test("metrics are found by all of Keras's names", () => {
  for (const [name, class_name] of Object.entries(keras.names)) {
    const config = neededConfigOf(class_name);
    const isNeeded = Object.keys(config).length > 0;
    const metric = isNeeded
      ? metrics.deserialize({ class_name: name, config })
      : metrics.get(name as metrics.MetricName);
    assertEquals(metrics.serialize(metric).class_name, class_name);
  }
  assertEquals(metrics.get(null), null);
  const metric = new metrics.Sum();
  assertEquals(metrics.get(metric), metric);
  assertInstanceOf(metrics.get(metrics.Recall), metrics.Recall);
});

Deno.test("metrics have Keras's defaults", () => {
  for (const [class_name, defaults] of Object.entries(keras.defaults)) {
    const config = neededConfigOf(class_name);
    const own = metrics.deserialize({ class_name, config }).getConfig();
    const name = String(own.name).replace(/_\d+$/, "");
    assertEquals({ ...own, name }, defaults);
  }
});

Deno.test("metrics write what Keras writes, and know which way is better", () => {
  for (const one of keras.cases) {
    using metric = metrics.deserialize(one.object);
    const written = metrics.serialize(metric);
    assertEquals(written, one.object);
    assertEquals(metric.direction, one.direction, one.object.class_name);
    using again = metrics.deserialize(JSON.parse(JSON.stringify(written)));
    assertEquals(again.getConfig(), metric.getConfig());
  }
});

Deno.test("an unknown name is answered with near ones", () => {
  assertThrows(
    () => metrics.get("binary_acuracy" as "accuracy"),
    dg.ValueError,
    'received "binary_acuracy" (did you mean binary_accuracy',
  );
});

Deno.test("metrics that need options are not made by name alone", () => {
  for (const name of ["MeanIoU", "IoU", "precision_at_recall"] as const) {
    const given = name as string as "mse";
    assertThrows(() => metrics.get(given), dg.ValueError, "received undefined");
  }
  const config = { class_name: "MeanIoU", config: { num_classes: 2 } };
  assertInstanceOf(metrics.get(config), metrics.MeanIoU);
});

Deno.test("names count up where Keras gives none", () => {
  const [first, second] = [new metrics.FalseNegatives(), new metrics.AUC()];
  assertEquals(first.name.replace(/_\d+$/, ""), "false_negatives");
  assertEquals(second.name.replace(/_\d+$/, ""), "auc");
  assertEquals(new metrics.LogCoshError().name, "logcosh");
  assertEquals(new metrics.Recall({ name: "hits" }).name, "hits");
});

forEachDevice("functions and classes of one's own are metrics", async () => {
  const largest = function largest(t: dg.Tensor, p: dg.Tensor): dg.Tensor {
    return dg.max(dg.abs(dg.sub(t, p)), { axis: -1 });
  };
  using metric = metrics.get(largest);
  metric.updateState(dg.zeros([2, 2]), dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await metric.result().item(), 3);
  const written = metrics.serialize(metric);
  assertEquals(written.config, "largest");
  using again = metrics.deserialize(written, { largest });
  assertEquals(again.name, "largest");

  class Bias extends metrics.MeanMetric {
    override readonly direction: metrics.Direction = null;
    protected override values(t: dg.Tensor, p: dg.Tensor): dg.Tensor {
      return dg.mean(dg.sub(p, t), { axis: -1 });
    }
  }
  using own = metrics.deserialize(metrics.serialize(new Bias()), { Bias });
  own.updateState(dg.zeros([2, 2]), dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await own.result().item(), 2.5);
});
