/** The backend that new tensors live on. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testOn } from "../helpers/missing_backend.ts";
import { runProgram } from "../helpers/run_program.ts";
import { ROOT } from "../helpers/sources.ts";

Deno.test("a backend nobody knows is refused, and the one in use stays", async () => {
  const before = dg.getBackend();
  await assertRejects(
    () => dg.setBackend("cuda" as "wasm"),
    dg.ValueError,
    "cuda",
  );
  assertEquals(dg.getBackend() === before, true);
});

Deno.test("a backend that is left and chosen again is the same one", async () => {
  const wasm = await dg.setBackend("wasm");
  const x = dg.tensor([1, 2]);
  await dg.setBackend("reference");
  assertEquals(await dg.setBackend("wasm") === wasm, true);
  assertEquals(await dg.add(x, dg.ones([2])).data(), new Float32Array([2, 3]));
});

Deno.test("options that are given as they are by default choose the same backend, others another one", async () => {
  const cases = [
    ["wasm", { fuse: true, debug: false }, true],
    ["wasm", { memory: "32-bit", fuse: undefined }, true],
    ["wasm", { debug: true, fuse: true }, false],
    ["wasm", { memory: "64-bit" }, false],
    ["reference", { fuse: true }, true],
    ["reference", { fuse: false }, false],
  ] as const;
  // The first one is opened without being chosen.
  const first = await runProgram(
    [],
    `import * as dg from "${new URL("mod.ts", ROOT)}";
    const before = dg.getBackend();
    console.log(before === await dg.setBackend("wasm", { memory: "32-bit" }));`,
  );
  assertEquals(first, "true\n");
  for (const [name, options, isSame] of cases) {
    const usual = await dg.setBackend(name), twice = { ...options };
    const chosen = await dg.setBackend(name, options);
    assertEquals(chosen === usual, isSame, `${name} ${Deno.inspect(options)}`);
    assertEquals(await dg.setBackend(name, twice) === chosen, true);
    chosen[Symbol.dispose]();
    const atOnce = [dg.setBackend(name, options), dg.setBackend(name, twice)];
    const [one, other] = await Promise.all(atOnce);
    assertEquals(one === other, true, "at once");
  }
  await dg.setBackend("wasm");
});

testOn(
  "webgpu",
  "a card that is chosen with its defaults is the same",
  async () => {
    const usual = await dg.setBackend("webgpu");
    const options = { powerPreference: "high-performance" } as const;
    assertEquals(await dg.setBackend("webgpu", options) === usual, true);
    await dg.setBackend("wasm");
    usual[Symbol.dispose]();
  },
);

Deno.test("a backend that was disposed is opened anew", async () => {
  const before = await dg.setBackend("reference");
  before[Symbol.dispose]();
  const after = await dg.setBackend("reference");
  assertEquals([before.closed, after.closed], [true, false]);
});
