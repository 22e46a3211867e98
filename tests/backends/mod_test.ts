/** Backends opened by name, and their options. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { DeviceError, ValueError } from "../../config/errors.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import {
  type BackendName,
  openBackend,
  openDefault,
} from "../../backends/mod.ts";

Deno.test("backends open by name", async () => {
  for (const name of ["wasm", "reference"] as const) {
    using backend = await openBackend(name);
    assertEquals(backend.name, name);
    assertEquals(backend.bytesInUse, 0);
  }
  using backend = openDefault().backend;
  assertEquals(backend.name, "wasm");
});

Deno.test("the fastest backend is a graphics card, or else the processor", async () => {
  using backend = await openBackend("auto");
  const info = backend.info();
  assertEquals(backend.name, info.name);
  assert(info.name === "wasm" || !info.isSoftware);
});

Deno.test("a backend nobody knows is refused with the names of those there are", async () => {
  await assertRejects(
    () => openBackend("cuda" as BackendName),
    ValueError,
    'expected one of "wasm", "blas", "reference", "webgpu", "auto", received "cuda"',
  );
  await assertRejects(
    () => openBackend("toString" as BackendName),
    ValueError,
  );
});

Deno.test("kernels are fused unless that is switched off", async () => {
  for (const name of ["wasm", "reference"] as const) {
    using fused = await openBackend(name);
    using plain = await openBackend(name, { fuse: false });
    assertEquals(fused instanceof FusingBackend, true);
    assertEquals(plain instanceof FusingBackend, false);
    assertEquals(plain.name, fused.name);
  }
  const fused = await dg.setBackend("wasm");
  const plain = await dg.setBackend("wasm", { fuse: false });
  assertEquals(dg.getBackend(), plain);
  assertEquals(await dg.setBackend("wasm", { fuse: false }), plain);
  assertEquals(await dg.setBackend("wasm"), fused);
});

Deno.test("options nobody knows, or for a backend that is open, are refused", async () => {
  const wrong = { fuze: false } as dg.OpenOptions;
  await assertRejects(
    () => openBackend("wasm", wrong),
    TypeError,
    'Cannot open the backend "wasm": expected options fuse, debug, threads, maximumBytes, memory, received fuze (did you mean fuse?)',
  );
  await assertRejects(
    () => openBackend("wasm", { fuse: 1 as unknown as boolean }),
    ValueError,
    'Cannot open the backend "wasm": expected fuse to be true or false, received 1',
  );
  const open = await dg.setBackend("wasm");
  await assertRejects(() => dg.setBackend(open, { fuse: false }), ValueError);
  assertEquals(dg.getBackend(), open);
});

Deno.test("options of another backend are refused like any other", async () => {
  const threads = { threads: 2 } as dg.OpenOptions<"reference">;
  await assertRejects(
    () => openBackend("reference", threads),
    TypeError,
    'Cannot open the backend "reference": expected options fuse, debug, received threads',
  );
  await assertRejects(
    () => dg.setBackend("webgpu", threads as dg.OpenOptions<"webgpu">),
    TypeError,
    "expected options fuse, debug, powerPreference, allowSoftware, received threads",
  );
});

Deno.test("what an option is told has to be of its kind", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => openBackend("wasm", { threads }),
      ValueError,
      `expected threads to be a strictly positive integer, received ${threads}`,
    );
  }
  await assertRejects(
    () => openBackend("webgpu", { powerPreference: "fast" as "low-power" }),
    ValueError,
    'expected powerPreference to be one of "high-performance", "low-power", received "fast"',
  );
  await assertRejects(
    () => openBackend("blas", { library: 3 as unknown as string }),
    ValueError,
    "expected library to be a string, received 3",
  );
  for (const options of [null, 5, "fuse", [], true]) {
    await assertRejects(
      () => dg.setBackend("wasm", options as dg.OpenOptions),
      TypeError,
      "expected an object of options (options fuse, debug, threads, maximumBytes, memory), received",
    );
  }
  using backend = await openBackend("wasm", { threads: 2 });
  assertEquals(backend.name, "wasm");
});

Deno.test("a backend has the options that it is opened with", async () => {
  const options = { fuse: false, maximumBytes: 2 ** 20 };
  using backend = await openBackend("wasm", options);
  assertThrows(() => backend.alloc(2 ** 19), DeviceError);
});
