/** What memory is used for is told as it is. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

/** What has been added to each number. */
function difference(after: dg.MemoryInfo, before: dg.MemoryInfo) {
  return {
    tensors: after.tensors - before.tensors,
    buffers: after.buffers - before.buffers,
    bytes: after.bytesInUse - before.bytesInUse,
  };
}

forEachBackend(
  "tensors, views and their bytes are counted until they are freed",
  ({ name }) => {
    const bytesOf = name === "reference" ? 8 : 4;
    const before = dg.memory();
    const x = dg.ones([4, 8]);
    const view = x.reshape([32]);
    assertEquals(dg.memory().backend, name);
    assertEquals(difference(dg.memory(), before), {
      tensors: 2,
      buffers: 1,
      bytes: 32 * bytesOf,
    });
    x[Symbol.dispose]();
    assertEquals(difference(dg.memory(), before).tensors, 1);
    assertEquals(difference(dg.memory(), before).bytes, 32 * bytesOf);
    view[Symbol.dispose]();
    assertEquals(difference(dg.memory(), before), {
      tensors: 0,
      buffers: 0,
      bytes: 0,
    });
  },
);

forEachBackend(
  "the peak is the most that was in use since it was reset",
  () => {
    const before = dg.memory({ resetPeak: true });
    dg.ones([1000])[Symbol.dispose]();
    dg.ones([500])[Symbol.dispose]();
    const { bytesInUse, peakBytes } = dg.memory({ resetPeak: true });
    assertEquals(bytesInUse, before.bytesInUse);
    const elements = (peakBytes - bytesInUse) / 1000;
    assertEquals(elements === 4 || elements === 8, true, `${elements}`);
    assertEquals(dg.memory().peakBytes, bytesInUse);
  },
);

forEachBackend("a step leaves all numbers as they were", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 5 }),
    new dg.layers.BatchNormalization(),
    new dg.layers.Dropout({ rate: 0.5 }),
    new dg.layers.Dense({ units: 1 }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const x = dg.ones([4, 3]), y = dg.ones([4, 1]);
  for (let i = 0; i < 2; i++) await model.trainOnBatch(x, y);
  const told: dg.MemoryInfo[] = [];
  for (let i = 0; i < 3; i++) {
    told.push(dg.memory({ resetPeak: true }));
    await model.trainOnBatch(x, y);
  }
  assertEquals(told[1].variables, told[0].variables);
  assertEquals(difference(told[2], told[1]), {
    tensors: 0,
    buffers: 0,
    bytes: 0,
  });
});

Deno.test("variables have their share", () => {
  const before = dg.memory().variables;
  const layer = new dg.layers.Dense({ units: 10 });
  layer.apply(dg.ones([1, 7]));
  const { variables } = dg.memory();
  assertEquals(variables.count - before.count, 2);
  assertEquals(variables.bytes - before.bytes, (7 * 10 + 10) * 4);
  layer[Symbol.dispose]();
  assertEquals(dg.memory().variables, before);
});

Deno.test("what the backend holds is at least what is in use, where it is told", async () => {
  const { bytesHeld, bytesInUse } = dg.memory();
  assertEquals(bytesHeld !== undefined && bytesHeld >= bytesInUse, true);
  await dg.setBackend("reference");
  assertEquals("bytesHeld" in dg.memory(), false);
  await dg.setBackend("wasm");
});

Deno.test("an option that there is not is refused", () => {
  assertThrows(
    () => dg.memory({ reset: true } as never),
    TypeError,
    "Cannot tell about memory: expected options resetPeak, received reset",
  );
});
