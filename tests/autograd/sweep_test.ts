/** What the backward sweep hands on, and to whom it belongs then. */

import { assertEquals, assertNotStrictEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ownMemory } from "../helpers/own_memory.ts";

Deno.test("gradients that are the same are a tensor for each who asked, which a scope frees", async () => {
  await using memory = await ownMemory("reference");
  const a = dg.tensor([1, 2]), b = dg.tensor([3, 4]);
  const before = memory.backend.bytesInUse;
  {
    using _scope = new dg.Scope();
    using tape = new dg.GradientTape();
    tape.watch([a, b]);
    const [ofA, ofB] = tape.gradient(dg.add(a, b), [a, b]);
    assertNotStrictEquals(ofA, ofB);
  }
  memory.backend.flush();
  assertEquals(memory.backend.bytesInUse, before);
});
