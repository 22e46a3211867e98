/** How long importing a checkout's mod.ts takes, over an empty script. */

const EMPTY = "data:text/javascript,";

/** Milliseconds of a process that does nothing, and of one that imports mod.ts: the least of both, measured in turns. */
export async function startup(
  rounds: number,
  root: URL = new URL("../", import.meta.url),
): Promise<{ empty: number; whole: number }> {
  const main = new URL("mod.ts", root).href;
  let empty = Infinity, whole = Infinity;
  // The first ones compile TypeScript and keep what they compiled.
  for (let i = 0; i < 2; i++) await timeOf(main);
  for (let i = 0; i < rounds; i++) {
    empty = Math.min(empty, await timeOf(EMPTY));
    whole = Math.min(whole, await timeOf(main));
  }
  return { empty, whole };
}

async function timeOf(script: string): Promise<number> {
  const start = performance.now();
  const args = ["run", "--no-check", "--no-lock", script];
  const stderr = "inherit", stdout = "null";
  await new Deno.Command(Deno.execPath(), { args, stderr, stdout }).output();
  return performance.now() - start;
}
