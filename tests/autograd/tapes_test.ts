/** What a tape gives for sources without a connection, and what it holds. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("zeros for sources without a connection have each its own shape", () => {
  const x = dg.tensor([1, 2, 3]), shapes = [[3], [], [2, 2]];
  using tape = new dg.GradientTape();
  tape.watch(x);
  const gradients = tape.gradient(
    dg.sum(dg.square(x)),
    [x, dg.tensor(1), dg.ones([2, 2])],
    { unconnectedGradients: "zero" },
  );
  assertEquals(gradients.map(({ shape }) => [...shape]), shapes);
});

Deno.test("a tape that is disposed twice gives back once what it held", async () => {
  const x = dg.tensor([1, 2]);
  const tape = new dg.GradientTape({ persistent: true });
  tape.watch(x);
  const y = dg.sum(dg.square(x));
  tape.gradient(y, [x]);
  for (let i = 0; i < 3; i++) tape[Symbol.dispose]();
  assertEquals([...await x.data()], [1, 2]);
  assertEquals(await y.item(), 5);
});
