/** What an optimizer of several processes takes for the same on all of them. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import { DistributedOptimizer } from "@decograd/decograd/distributed";
import { withoutCounts } from "../../variables/naming.ts";
import { second, weight } from "./second.ts";

Deno.test("a rank that has gradients of other variables, or in another order, says something else", async () => {
  await dg.setBackend("wasm");
  const many = Array.from({ length: 40 }, (_, i) => i);
  const saidOf = (order: readonly number[], isListening = false) => {
    const { group, said } = second({ broadcast() {} });
    const inner = new dg.optimizers.SGD();
    const optimizer = new DistributedOptimizer(inner, { group });
    const weights = many.map((i) => weight(`w${i}`, [1]));
    optimizer.build(weights);
    const gradients = many.map((i) => order.includes(i) ? dg.ones([1]) : null);
    const listen = isListening ? optimizer.gradientListener(weights) : null;
    if (listen) { for (const i of order) listen(gradients[i]!, i); }
    optimizer.apply(gradients, weights);
    return said.join();
  };
  assertNotEquals(saidOf([0]), saidOf([1]));
  assertNotEquals(saidOf([0, 1], true), saidOf([1, 0], true));
  const swapped = [...many.slice(0, -2), 39, 38];
  assertNotEquals(saidOf(many, true), saidOf(swapped, true));
  assertEquals(saidOf(many, true), saidOf(many, true));
});

Deno.test("a distributed optimizer takes none that is distributed", () => {
  const { group } = second();
  const inner = new DistributedOptimizer(new dg.optimizers.SGD(), { group });
  assertThrows(
    () => new DistributedOptimizer(inner, { group }),
    dg.ValueError,
    "expected innerOptimizer to be an optimizer of one process",
  );
});

Deno.test("a listener is for variables that the optimizer trains", async () => {
  await dg.setBackend("wasm");
  const { group } = second({ broadcast() {} });
  const [own, other] = [weight("own", [1]), weight("other", [1])];
  const optimizer = new DistributedOptimizer("sgd", { group, name: "it" });
  const listen = (variables: unknown) => () =>
    optimizer.gradientListener(variables as typeof own[]);
  optimizer.build([own]);
  assert(listen([own])());
  for (
    const [variables, message] of [
      [3, "expected an array of variables, received 3"],
      [[own.value], "expected variables, received"],
      [[own, own], 'expected each variable once, received "own" twice'],
      [[other], 'expected variables that it was built for, received "other"'],
    ] as const
  ) {
    assertThrows(listen(variables), Error, `listen to gradients: ${message}`);
  }
});

Deno.test("of automatic names the numbers do not count, of others they do", () => {
  new dg.layers.Dense({ units: 1 });
  for (
    const [path, same] of [
      ["dense_12/kernel", "dense/kernel"],
      ["dense/dense_3_1/kernel", "dense/dense/kernel"],
      ["block_2/kernel", "block_2/kernel"],
      ["dense_a_2/kernel", "dense_a_2/kernel"],
    ]
  ) assertEquals(withoutCounts(path), same);
});
