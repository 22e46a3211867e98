import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";

Deno.test("a scope frees what was made inside, but for what it keeps", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  const kept = (() => {
    using scope = new dg.Scope();
    const x = dg.tensor([1, 2, 3]);
    return scope.keep(dg.square(x));
  })();
  assertEquals(backend.bytesInUse, before + 3 * 8);
  assertEquals(await kept.data(), new Float32Array([1, 4, 9]));
  kept[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
});

Deno.test("what an inner scope keeps belongs to the outer one", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  {
    using _outer = new dg.Scope();
    {
      using inner = new dg.Scope();
      inner.keep(dg.zeros([5]));
      dg.zeros([7]);
    }
    assertEquals(backend.bytesInUse, before + 5 * 8);
  }
  assertEquals(backend.bytesInUse, before);
});

Deno.test("a view keeps the memory of what it views", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  const x = dg.tensor([[1, 2], [3, 4]]);
  const view = dg.transpose(x);
  x[Symbol.dispose]();
  assertEquals(await view.data(), new Float32Array([1, 3, 2, 4]));
  view[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
});

Deno.test("a tensor used after its disposal says how to keep it", async () => {
  const x = dg.tensor([1, 2]);
  x[Symbol.dispose]();
  assertThrows(
    () => dg.square(x),
    ReferenceError,
    "Cannot use a tensor of shape [2] after its disposal",
  );
  await assertRejects(() => x.data(), ReferenceError, "scope.keep");
  assertStringIncludes(Deno.inspect(x), "disposed");
});

Deno.test("a scope that spans an await says so", async () => {
  const wait = async () => {
    using _scope = new dg.Scope();
    await Promise.resolve();
    dg.zeros([2]);
  };
  await assertRejects(wait, Error, "Cannot use a scope across an await");
  // And nothing of it is left behind.
  using scope = new dg.Scope();
  assertEquals(scope.keep(dg.zeros([2])).shape, [2]);
});
