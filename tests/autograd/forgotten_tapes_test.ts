/** Tapes that nobody disposed. */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { recordingTapes } from "../../autograd/tape.ts";

Deno.test("a tape that has been asked records no longer, unless it is persistent", async () => {
  const x = dg.tensor(3);
  for (const persistent of [false, true]) {
    const before = recordingTapes().length;
    using outer = new dg.GradientTape({ persistent });
    outer.watch(x);
    const inner = new dg.GradientTape({ persistent });
    inner.watch(x);
    const [slope] = inner.gradient(dg.mul(x, dg.square(x)), [x]);
    assertEquals(recordingTapes().length - before, persistent ? 2 : 1);
    const [second] = outer.gradient(slope!, [x]);
    assertEquals(recordingTapes().length - before, persistent ? 2 : 0);
    assertEquals([await slope!.item(), await second!.item()], [27, 18]);
    inner[Symbol.dispose]();
  }
  assertEquals(recordingTapes().length, 0);
});

Deno.test("a loop that disposes of no tape trains on, and keeps nothing", async () => {
  const layer = new dg.layers.Dense({ units: 1, kernelInitializer: "ones" });
  const optimizer = new dg.optimizers.SGD({ learningRate: 0.1 });
  const x = dg.ones([4, 2]);
  const used: number[] = [];
  for (let i = 0; i < 600; i++) {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape();
    const loss = dg.mean(dg.square(layer.apply(x)));
    const gradients = tape.gradient(loss, layer.trainableVariables);
    optimizer.apply(gradients, layer.trainableVariables);
    used.push(dg.backendInfo().bytesInUse);
  }
  assertEquals(recordingTapes().length, 0);
  await layer.weights[0].value.data();
  assertEquals(
    Math.max(...used.slice(300)) <= Math.max(...used.slice(0, 300)),
    true,
  );
});

Deno.test("tapes that are never asked are told before they take all memory", () => {
  const tapes: dg.GradientTape[] = [];
  const error = assertThrows(() => {
    for (let i = 0; i < 1000; i++) tapes.push(new dg.GradientTape());
  }, dg.ValueError);
  for (const tape of tapes) tape[Symbol.dispose]();
  assertStringIncludes(
    error.message,
    "Cannot make a GradientTape: expected fewer than 256 that record",
  );
  assertEquals([tapes.length, recordingTapes().length], [256, 0]);
  new dg.GradientTape()[Symbol.dispose]();
});
