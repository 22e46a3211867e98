/** How long importing decograd takes, over an empty script. */

import { median } from "./table.ts";

const EMPTY = "data:text/javascript,";

/** Milliseconds of a process that does nothing, and of one that imports mod.ts: medians of both in turns. */
export async function startup(
  rounds: number,
): Promise<{ empty: number; whole: number }> {
  const main = new URL("../mod.ts", import.meta.url).href;
  const times: Record<"empty" | "whole", number[]> = { empty: [], whole: [] };
  // The first one may have to compile TypeScript.
  await timeOf(main);
  for (let i = 0; i < rounds; i++) {
    times.empty.push(await timeOf(EMPTY));
    times.whole.push(await timeOf(main));
  }
  return { empty: median(times.empty), whole: median(times.whole) };
}

async function timeOf(script: string): Promise<number> {
  const start = performance.now();
  const args = ["run", "--no-check", "--no-lock", script];
  const stderr = "inherit", stdout = "null";
  await new Deno.Command(Deno.execPath(), { args, stderr, stdout }).output();
  return performance.now() - start;
}
