import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ValueError } from "../../config/errors.ts";
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
  using backend = openDefault();
  assertEquals(backend.name, "wasm");
});

Deno.test("the fastest backend is a graphics card, or else the processor", async () => {
  using backend = await openBackend("auto");
  const isCard = backend.info?.().isSoftware === false;
  assertEquals(backend.name, isCard ? "webgpu" : "wasm");
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
    "Cannot open a backend: expected options fuse, threads, debug, received fuze (did you mean fuse?)",
  );
  await assertRejects(
    () => openBackend("wasm", { fuse: 1 as unknown as boolean }),
    TypeError,
    "expected fuse to be true or false, received 1",
  );
  const open = await dg.setBackend("wasm");
  await assertRejects(() => dg.setBackend(open, { fuse: false }), ValueError);
  assertEquals(dg.getBackend(), open);
});

Deno.test("threads are a whole number, and for the processor's fast backends only", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => openBackend("wasm", { threads }),
      ValueError,
      `expected a whole number of threads from 1 on, received ${threads}`,
    );
  }
  await assertRejects(
    () => openBackend("reference", { threads: 2 }),
    ValueError,
    "expected no number of threads, received 2",
  );
  using backend = await openBackend("wasm", { threads: 2 });
  assertEquals(backend.name, "wasm");
});
