/** Steps of this checkout beside those of another one, such as the commit before a change. */

import { importMapFlag, ROOT } from "../../tools/import_map.ts";
import { spawn } from "../../tools/spawn.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { backend, count, folder, list, UsageError } from "../options.ts";
import type { Plan } from "../steps/side_by_side.ts";

/** The benchmark. */
export const against: Benchmark = benchmark("against", {
  old: folder("the other checkout, from the root of this one"),
  rounds: count(15, "rounds, in each of which both take a turn"),
  only: list(
    [],
    "steps whose names begin so: W1, W2, W3, W4, deep, dense, conv, decoder",
  ),
  backend: backend(),
  threads: count(null, "threads that compute, if not all"),
}, async ({ old, ...options }) => {
  if (old === null) {
    throw new UsageError(
      "Cannot compare: expected --old with the folder of another checkout",
    );
  }
  const [before, now] = [
    new URL(`${old.replace(/\/$/, "")}/`, ROOT).href,
    ROOT.href,
  ];
  const plan: Plan = { ...options, old: before, now };
  return await spawn([
    ...["run", "-A", "--no-check", "--no-lock", importMap([before, now])],
    ...["bench/steps/side_by_side.ts", JSON.stringify(plan)],
  ]);
});

/** Both checkouts call the library by its name, each its own. */
function importMap(roots: readonly string[]): string {
  return importMapFlag(
    {},
    Object.fromEntries(roots.map((root) => [
      root,
      { "@decograd/decograd": `${root}mod.ts` },
    ])),
  );
}
