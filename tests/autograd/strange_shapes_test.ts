/** Shapes that hold anything but numbers are refused in words. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";

/** An array in 20,000 others. */
function nested(): unknown[] {
  let array: unknown[] = [];
  for (let i = 0; i < 20_000; i++) array = [array];
  return array;
}

const STRANGE: readonly unknown[][] = [
  nested(),
  [nested()],
  [Symbol("size")],
  [2n],
  [Object.create(null)],
  [{}],
  [null],
  ["2"],
  [() => 2],
];

const TAKERS: Readonly<Record<string, (shape: never) => unknown>> = {
  zeros: dg.zeros,
  ones: dg.ones,
  tensor: (shape) => dg.tensor([1, 2], shape),
  randomNormal: (shape) => dg.randomNormal(shape),
  reshape: (shape) => dg.reshape(dg.ones([2]), shape),
  broadcastTo: (shape) => dg.broadcastTo(dg.ones([2]), shape),
  slice: (begin) => dg.slice(dg.ones([2]), begin, begin),
};

for (const [name, take] of Object.entries(TAKERS)) {
  Deno.test(`${name} says what is no shape, however strange`, () => {
    for (const shape of STRANGE) {
      const { message } = assertThrows(() => take(shape as never), Error);
      assert(/^Cannot .*: expected .*, received/.test(message), message);
      assert(message.length < 500);
    }
  });
}

Deno.test("a long range takes no longer than its numbers", async () => {
  const last = dg.slice(dg.arange(1, 2 ** 20 + 1, 0.5), [2 ** 21 - 1], [1]);
  assertEquals(await last.item(), 2 ** 20 + 0.5);
});
