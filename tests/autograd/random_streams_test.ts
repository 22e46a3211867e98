/** What two draws of a stream have to do with each other, and two seeds. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";

Deno.test("no number of a stream is drawn twice, however many are drawn at a time", async () => {
  await dg.setBackend(await openBackend("reference"));
  for (const size of [1, 2, 3, 5, 8]) {
    const seed = new dg.SeedGenerator({ seed: 9 });
    const drawn: number[] = [];
    for (let i = 0; i < 40; i++) {
      drawn.push(...await dg.randomUniform([size], { seed }).read());
    }
    // Of 2^24 numbers, so few are all different but for one seed in hundreds.
    assertEquals(new Set(drawn).size, drawn.length, `${size} at a time`);
  }
  await dg.setBackend("wasm");
});

Deno.test("seeds that differ in any bit give other numbers", async () => {
  const bits = [0, 1, 7, 16, 31, 32, 33, 40, 52];
  const drawn = new Set<string>();
  for (const seed of [0, ...bits.map((bit) => 2 ** bit)]) {
    drawn.add(`${await dg.randomUniform([4], { seed }).data()}`);
  }
  assert(drawn.size === bits.length + 1, `${drawn.size} of ${bits.length + 1}`);
});
