import { assertEquals, assertRejects } from "@std/assert";
import { DeviceError, ValueError } from "../../backends/errors.ts";
import {
  type BackendName,
  openBackend,
  openDefault,
} from "../../backends/mod.ts";

Deno.test("backends open by name", async () => {
  for (
    const [name, opened] of [["wasm", "wasm"], ["reference", "reference"], [
      "auto",
      "wasm",
    ]] as const
  ) {
    using backend = await openBackend(name);
    assertEquals(backend.name, opened);
    assertEquals(backend.bytesInUse, 0);
  }
  using backend = openDefault();
  assertEquals(backend.name, "wasm");
});

Deno.test("a backend that this version lacks is unavailable", async () => {
  const error = await assertRejects(
    () => openBackend("webgpu"),
    DeviceError,
    'Cannot open backend "webgpu"',
  );
  assertEquals(error.kind, "unavailable");
});

Deno.test("a backend nobody knows is refused with the names of those there are", async () => {
  await assertRejects(
    () => openBackend("cuda" as BackendName),
    ValueError,
    'expected one of "wasm", "reference", "webgpu", "auto", received "cuda"',
  );
  await assertRejects(
    () => openBackend("toString" as BackendName),
    ValueError,
  );
});
