/**
 * Runs random programs until time is up or one is wrong, which is then shown as small as it can be made:
 * `deno task fuzz --minutes 60 --seed 1`.
 */

import { amount, count, type Values } from "../../bench/options.ts";
import { command } from "../../tools/command.ts";
import { closePairs, openPairs, reportOf } from "./session.ts";

/** Programs after which backends are opened anew, so that no plan or memory is kept for ever. */
const AT_A_TIME = 500;

const ABOUT =
  "Runs random programs of all ops, fused and not, until one is wrong.";

const OPTIONS = {
  minutes: amount(5, "how long"),
  seed: count(1, "of the first program"),
};

/** Runs programs from one on; the first that is wrong ends the process. */
async function run(
  { minutes, seed: first }: Values<typeof OPTIONS>,
): Promise<void> {
  const end = Date.now() + minutes * 60_000;
  let seed = first;
  while (Date.now() < end) {
    const pairs = openPairs();
    for (let i = 0; i < AT_A_TIME && Date.now() < end; i++, seed++) {
      const report = await reportOf(seed, pairs);
      if (report === undefined) continue;
      console.error(report);
      Deno.exit(1);
    }
    await closePairs(pairs);
    console.log(`Programs ${first} to ${seed - 1} are right`);
  }
}

if (import.meta.main) Deno.exit(await command("fuzz", ABOUT, OPTIONS, run));
