/** Runs tests in a copy of the tree, until one fails. */

import { importMapFlags } from "../jsr.ts";
import { TEST_ENVIRONMENT } from "../test_environment.ts";

/** How tests ended. */
export type Outcome = "passed" | "failed" | "took too long";

/** Milliseconds that what was told to stop has left before it is killed. */
const GRACE = 3000;

/** Runs some files of tests, or all of them, for so many seconds at most. */
export async function runTests(
  path: string,
  tests: readonly string[],
  seconds: number,
): Promise<Outcome> {
  const map = await importMapFlags(new URL(`file://${path}/`));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", ...map, "--quiet", "--no-check", "--fail-fast", "-A"],
      ...tests,
    ],
    cwd: path,
    // A card that does not pass its check because of the fault must not be taken for none.
    env: {
      ...TEST_ENVIRONMENT,
      ...await hasGpu ? { DECOGRAD_REQUIRE_WEBGPU: "1" } : {},
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let isLate = false;
  const stop = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
  }, 1000 * seconds);
  const kill = setTimeout(() => child.kill("SIGKILL"), 1000 * seconds + GRACE);
  const { success } = await child.status;
  clearTimeout(stop);
  clearTimeout(kill);
  if (isLate) return "took too long";
  return success ? "passed" : "failed";
}

// Asked for once.
const hasGpu = findGpu();

async function findGpu(): Promise<boolean> {
  const { gpu } = globalThis.navigator;
  return Boolean(await gpu?.requestAdapter());
}
