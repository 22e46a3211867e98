/** All that a change has to pass before it lands; `--no-tests` leaves out the tests but for those of the code as text. */

import { spawn } from "./spawn.ts";
import { explained } from "./usage.ts";

const RUN = [
  "run",
  "--allow-net=jsr.io",
  "--allow-env=DECOGRAD_JSR",
  "--allow-run",
  "--allow-read",
  "tools/run.ts",
];

/** Tests that any change may break, and that take seconds. */
const OF_CODE = ["floors_test.ts", "refusals_test.ts", "tools/faults_test.ts"]
  .map((path) => `tests/${path}`);

interface Step {
  readonly name: string;
  passes(): Promise<boolean>;
}

const STEPS: readonly Step[] = [
  { name: "format", passes: () => deno("fmt", "--check") },
  { name: "lint", passes: () => deno("lint") },
  { name: "types", passes: () => deno(...RUN, "check") },
  { name: "documentation", passes: () => deno(...RUN, "doc") },
  { name: "change log", passes: changeLogIsOpen },
  { name: "tests", passes: () => deno(...RUN, "test") },
  {
    name: "publish",
    passes: () => deno("publish", "--dry-run", "--allow-dirty", "--quiet"),
  },
];

async function deno(...args: string[]): Promise<boolean> {
  return await spawn(args) === 0;
}

async function changeLogIsOpen(): Promise<boolean> {
  const log = await Deno.readTextFile(`${import.meta.dirname}/../CHANGELOG.md`);
  const open = /^## Unreleased$/m.test(log);
  if (!open) console.error("CHANGELOG.md: expected a section Unreleased");
  return open;
}

if (import.meta.main) {
  const code = explained(Deno.args, {
    line: "deno task ok [--no-tests]",
    flags: ["--no-tests"],
  });
  if (code !== undefined) Deno.exit(code);
  const failed: string[] = [];
  for (const { name, passes } of STEPS) {
    const isShort = name === "tests" && Deno.args.includes("--no-tests");
    console.error(`\n== ${name}`);
    const ok = isShort
      ? await deno(...RUN, "test", ...OF_CODE)
      : await passes();
    if (!ok) failed.push(name);
  }
  console.error(
    failed.length > 0 ? `\nNot ok: ${failed.join(", ")}` : "\nAll ok",
  );
  Deno.exit(failed.length > 0 ? 1 : 0);
}
