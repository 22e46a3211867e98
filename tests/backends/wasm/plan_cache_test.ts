/** What a cache of plans keeps, and for how long. */

import { assertEquals } from "@std/assert";
import { LinearMemory } from "../../../backends/wasm/memory.ts";
import { PlanCache } from "../../../backends/wasm/plan_cache.ts";

/** Words of a table of which the cache keeps no more than a few. */
const LARGE = 2 ** 20;

function open() {
  const cache = new PlanCache(new LinearMemory());
  const made: string[] = [];
  const plan = (key: string, words: number): number =>
    cache.get(key, (put) => {
      made.push(key);
      return put(words, (i) => i);
    });
  return { plan, made };
}

Deno.test("a plan stays valid while a few others are asked for, however large they are", () => {
  const { plan, made } = open();
  const address = plan("a", LARGE);
  for (const key of ["b", "c", "d", "e"]) plan(key, LARGE);
  // The oldest, which is now the one used last.
  assertEquals(plan("a", LARGE), address);
  for (const key of ["f", "g", "h"]) plan(key, LARGE);
  made.length = 0;
  assertEquals(plan("a", LARGE), address);
  assertEquals(made, []);
});

Deno.test("large plans that were forgotten leave their room to small ones", () => {
  const { plan, made } = open();
  for (let i = 0; i < 20; i++) plan(`large ${i}`, LARGE);
  for (const isFirst of [true, false]) {
    made.length = 0;
    for (let i = 0; i < 100; i++) plan(`small ${i}`, 1);
    assertEquals(made.length, isFirst ? 100 : 0);
  }
});
