/** Scopes: what they free and keep, alone, nested, and across an await. */

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { currentScope, outsideScopes } from "../../autograd/scope.ts";

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

Deno.test("a scope frees each of few and of many tensors once, but for those that it keeps", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  for (const count of [1, 2, 16, 17, 18, 40]) {
    using outer = new dg.Scope();
    const kept = new Set<dg.Tensor>();
    {
      using scope = new dg.Scope();
      const all = Array.from({ length: count }, () => dg.zeros([1]));
      // What is adopted twice is still owned once.
      for (const one of all) scope.adopt(one);
      for (const at of [0, count >> 1, count - 1]) kept.add(all[at]);
      for (const one of kept) scope.keep(one);
      assertEquals(
        all.map((one) => scope.owns(one)),
        all.map((one) => !kept.has(one)),
      );
      assertEquals(scope.keep(all[0]), all[0]);
    }
    assertEquals(backend.bytesInUse, before + kept.size * 8, `of ${count}`);
    for (const one of kept) assert(outer.owns(one));
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

Deno.test("each of several scopes that span an await says so, and none that closes before", async () => {
  const wait = async (depth: number): Promise<void> => {
    using _scope = new dg.Scope();
    if (depth > 0) return await wait(depth - 1);
    await Promise.resolve();
  };
  const said = "Cannot use a scope across an await";
  const both = await Promise.allSettled([wait(0), wait(2)]);
  for (const one of both) {
    assertEquals(one.status, "rejected");
    const { reason } = one as PromiseRejectedResult;
    // The innermost complains first, those around it as it unwinds.
    let error = reason;
    while (error instanceof SuppressedError) {
      assertStringIncludes(`${error.error}`, said);
      error = error.suppressed;
    }
    assertStringIncludes(`${error}`, said);
  }
  // Scopes opened in microtasks, before and after the one that watches.
  const opened = [0, 1, 2].map(async (turns) => {
    for (let i = 0; i < turns; i++) await Promise.resolve();
    using scope = new dg.Scope();
    return scope.keep(dg.zeros([turns]));
  });
  assertEquals((await Promise.all(opened)).map(({ size }) => size), [0, 1, 2]);
});

Deno.test("a scope that an exception leaves is closed, and the one around it goes on", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  {
    using outer = new dg.Scope();
    assertThrows(() => {
      using _inner = new dg.Scope();
      dg.zeros([9]);
      throw new RangeError("on the way");
    }, RangeError);
    assertEquals(backend.bytesInUse, before);
    outer.keep(dg.zeros([2]))[Symbol.dispose]();
  }
  assertEquals(backend.bytesInUse, before);
});

Deno.test("scopes in a loop that awaits nothing ask for one microtask together", async () => {
  const queue = globalThis.queueMicrotask;
  let asked = 0;
  await Promise.resolve();
  globalThis.queueMicrotask = (callback) => {
    asked++;
    queue(callback);
  };
  try {
    for (let i = 0; i < 1000; i++) {
      using _outer = new dg.Scope();
      using _inner = new dg.Scope();
    }
    assertEquals(asked, 1);
    await Promise.resolve();
    using _scope = new dg.Scope();
    assertEquals(asked, 2);
  } finally {
    globalThis.queueMicrotask = queue;
  }
});

Deno.test("a scope keeps one tensor at a time, and says what it cannot keep", () => {
  using scope = new dg.Scope();
  const x = dg.zeros([2]);
  for (const wrong of [[x], undefined, null, 3, "x", { x }, x.data()]) {
    assertThrows(
      () => scope.keep(wrong as unknown as dg.Tensor),
      TypeError,
      "Cannot keep: expected one tensor",
    );
  }
  const keep = scope.keep as (...tensors: dg.Tensor[]) => dg.Tensor;
  assertThrows(
    () => Reflect.apply(keep, scope, [x, x]),
    TypeError,
    "Cannot keep: expected 1 argument, received 2",
  );
});

Deno.test("a million scopes in a loop that awaits nothing leave nothing behind", () => {
  const before = Deno.memoryUsage().heapUsed;
  for (let i = 0; i < 1e6; i++) {
    using _scope = new dg.Scope();
  }
  // A scope takes some hundred bytes; what is young may not have been collected yet.
  const more = Deno.memoryUsage().heapUsed - before;
  assert(more < 2 ** 26, `${more} bytes more`);
});

Deno.test("the first tensor made inside a scope behind an await is refused", async () => {
  const scope = new dg.Scope();
  await Promise.resolve();
  const said = "Cannot use a scope across an await";
  assertThrows(() => dg.zeros([2]), Error, said);
  // It has been said.
  scope[Symbol.dispose]();
  assertEquals(currentScope(), undefined);
});

Deno.test("a scope goes on behind what is made outside of it", () => {
  let outside: dg.Tensor, inside: dg.Tensor;
  {
    using scope = new dg.Scope();
    outside = outsideScopes(() => dg.zeros([2]));
    assertThrows(
      () =>
        outsideScopes(() => {
          throw new RangeError("on the way");
        }),
      RangeError,
    );
    assertEquals(currentScope(), scope);
    inside = dg.zeros([2]);
  }
  assertEquals([outside.disposed, inside.disposed], [false, true]);
});
