/** Trainings of several processes at once, which take the cores from each other's threads. */

import { assertEquals } from "@std/assert";
import { runProgram } from "../../../helpers/run_program.ts";

Deno.test("a training has the bits of one thread, in each of several processes that keep the machine busy", async () => {
  const digests = await Promise.all(
    [1, 2, 2, 2].map((threads) =>
      runProgram(["tests/programs/busy_training.ts", `${threads}`])
    ),
  );
  assertEquals(digests, digests.map(() => digests[0]));
});
