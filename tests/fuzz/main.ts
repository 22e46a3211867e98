/**
 * Runs random programs until time is up or one is wrong, which is then shown as small as it can be made:
 * `deno task fuzz --minutes 60 --seed 1`.
 */

import { parseArgs } from "@std/cli/parse-args";
import { closePairs, openPairs, reportOf } from "./session.ts";

/** Programs after which backends are opened anew, so that no plan or memory is kept for ever. */
const AT_A_TIME = 500;

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["minutes", "seed"] });
  const [minutes, first] = [flags.minutes ?? "5", flags.seed ?? "1"].map(
    Number,
  );
  if (!(minutes > 0) || !Number.isInteger(first)) {
    console.error(
      `Cannot run random programs: expected --minutes above 0 and a whole --seed, received ${
        Deno.args.join(" ")
      }`,
    );
    Deno.exit(2);
  }
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
