/** States, exclusions and learning rates of the wrong kind or size: what is wrong, and what would be right, is said. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertSays, type Call } from "./refusals.ts";

const { optimizers } = dg;

Deno.test("states and weights of an optimizer are no other things", async () => {
  const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
  const optimizer = new optimizers.Adam();
  optimizer.apply([dg.ones([2])], [v]);
  const before = await optimizer.getState();
  const setState = optimizer.setState.bind(optimizer) as Call;
  const setWeights = optimizer.setWeights.bind(optimizer) as Call;
  const four = (thing: unknown) => Array.from({ length: 4 }, () => thing);
  const things = [null, undefined, 5, "abcd", {}, [], [[]], dg.ones([4])];
  for (const wrong of [...things, ...things.map(four), four("a")]) {
    assertSays(() => setState(wrong), dg.ValueError, optimizer.name);
    assertSays(() => setWeights(wrong), dg.ValueError);
  }
  const fields = [{ path: 5 }, { path: undefined }, { shape: 2 }];
  for (const wrong of [...fields, { shape: null }, { data: "ab" }]) {
    const third = { ...before[2], ...wrong };
    assertSays(
      () => setState([...before].with(2, third as never)),
      dg.ValueError,
    );
  }
  assertEquals(await optimizer.getState(), before);
});

Deno.test("what is to be excluded from decay is said in lists", () => {
  const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
  const exclude = (exclusions: unknown) => () =>
    (new optimizers.SGD().excludeFromWeightDecay as Call)(exclusions);
  const wrong = [null, 5, "bias", [v], { varList: v }, { varNames: "bias" }];
  for (const one of [...wrong, { varNames: [5] }, { var_names: ["bias"] }]) {
    assertSays(exclude(one), TypeError, "weight decay");
  }
  const names = { varNames: ["(", "bias"] };
  assertSays(exclude(names), dg.ValueError, "regular expressions");
});

Deno.test("a learning rate that is no finite number changes nothing", async () => {
  for (const wrong of [NaN, Infinity, "0.1", undefined, null]) {
    const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
    let rate: unknown = 0.5;
    const learningRate = () => rate as number;
    const optimizer = new optimizers.SGD({ learningRate, momentum: 0.5 });
    optimizer.apply([dg.ones([2])], [v]);
    rate = wrong;
    assertSays(
      () => optimizer.apply([dg.ones([2])], [v]),
      dg.ValueError,
      "learning rate after 1 steps",
    );
    assertEquals([...await v.value.read()], [0.5, 0.5]);
    assertEquals(optimizer.iterations, 1);
  }
});
