/** What is predicted of steps of several processes. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type Link,
  PIECE,
  ringSeconds,
  stepSeconds,
} from "../../bench/ranks/prediction.ts";

const link: Link = { bandwidth: 1e9, latency: 1e-5 };

/** How often parts go round a ring until every process has the sum of each. */
function roundsOf(processes: number): number {
  // Of how many processes a part is, as each has it.
  const added = Array.from(
    { length: processes },
    () => Array.from({ length: processes }, () => 1),
  );
  let rounds = 0;
  while (added.flat().some((count) => count < processes)) {
    const sent = added.map((parts, from) => {
      const part = (from + processes * rounds - rounds) % processes;
      return { part, count: parts[part], to: (from + 1) % processes };
    });
    for (const { part, count, to } of sent) {
      const isAdded = rounds < processes - 1;
      added[to][part] = count + (isAdded ? added[to][part] : 0);
    }
    rounds++;
  }
  return rounds;
}

Deno.test("a ring takes as long as its messages, and hardly more with more processes", () => {
  for (const processes of [1, 2, 3, 8]) {
    const message = link.latency + 1e8 / processes / link.bandwidth;
    assertAlmostEquals(
      ringSeconds(1e8, processes, link),
      roundsOf(processes) * message,
      1e-12,
    );
  }
  assert(ringSeconds(1e9, 256, link) < 2.01);
});

Deno.test("gradients that travel behind the backward pass cost what is left of them at its end", () => {
  const fast = { bandwidth: Infinity, latency: 0 };
  const large = { seconds: 3, bytes: 4 * PIECE };
  assertEquals(stepSeconds(large, 8, fast), 3);
  // The last piece is made at the end.
  const last = ringSeconds(PIECE, 2, link);
  assertAlmostEquals(stepSeconds(large, 2, link), 3 + last, 1e-12);
  // Where the line is the slowest, it is busy from the first piece on.
  const slow = { bandwidth: 1e6, latency: 0 };
  const first = 3 * (1 / 3 + 2 / 3 / 4);
  assertAlmostEquals(
    stepSeconds(large, 2, slow),
    first + 4 * ringSeconds(PIECE, 2, slow),
    1e-9,
  );
  const small = { seconds: 1, bytes: 100 };
  assertAlmostEquals(
    stepSeconds(small, 2, slow),
    1 + ringSeconds(100, 2, slow),
    1e-12,
  );
  assertEquals(stepSeconds(small, 1, slow), 1);
});
