/**
 * Puts the kept faults into a copy of the code, one at a time, and says which of them no test notices. Arguments pick
 * faults by a part of their file or of what goes wrong; `--whole` lets the whole suite look at what survives the tests
 * that are named, `--trust` leaves out the run that sees whether these pass without a fault.
 */

import { faults } from "./faults/mod.ts";
import { CopyOfTree } from "./copy_of_tree.ts";
import { type Fault, withFault } from "./fault.ts";
import { explained } from "../usage.ts";
import { type Outcome, runTests } from "./run_tests.ts";

/** Seconds for the tests of a fault, for those of all, and for the whole suite. */
const NAMED = 240, BASELINE = 1200, WHOLE = 3600;
/** Of how many faults at most a share may survive. */
const BEARABLE = 0.05;

const USAGE = "deno task mutate [WORD...] [--trust] [--whole]";
const FLAGS = ["--trust", "--whole"];

async function main(args: readonly string[]): Promise<number> {
  const code = explained(args, { line: USAGE, flags: FLAGS, takesWords: true });
  if (code !== undefined) return code;
  const isWhole = args.includes("--whole"),
    isTrusted = args.includes("--trust");
  const words = args.filter((arg) => !arg.startsWith("--"));
  const chosen = faults.filter(({ file, why }) =>
    words.length === 0 ||
    words.some((word) => file.includes(word) || why.includes(word))
  );
  if (chosen.length === 0) {
    console.error(`No fault is about ${words.join(" or ")}`);
    return 2;
  }
  await using copy = await CopyOfTree.make();
  if (!isTrusted) {
    const tests = [...new Set(chosen.flatMap((fault) => fault.tests))];
    const outcome = await runTests(copy.path, tests, BASELINE);
    if (outcome !== "passed") {
      console.error(`Without a fault, the tests ${outcome}: nothing to learn`);
      return 2;
    }
  }
  const survivors: Fault[] = [];
  for (const [i, fault] of chosen.entries()) {
    const began = performance.now();
    const outcome = await outcomeOf(copy, fault, isWhole);
    const seconds = Math.round((performance.now() - began) / 1000);
    const word = outcome === "passed" ? "SURVIVES" : outcome;
    console.log(
      `${i + 1}/${chosen.length}  ${
        word.padEnd(13)
      }  ${seconds} s  ${fault.file}: ${fault.why}`,
    );
    if (outcome === "passed") survivors.push(fault);
  }
  return report(chosen, survivors);
}

async function outcomeOf(
  copy: CopyOfTree,
  fault: Fault,
  isWhole: boolean,
): Promise<Outcome> {
  const before = await copy.read(fault.file);
  await copy.write(fault.file, withFault(before, fault));
  try {
    const outcome = await runTests(copy.path, fault.tests, NAMED);
    if (outcome !== "passed" || !isWhole) return outcome;
    return await runTests(copy.path, [], WHOLE);
  } finally {
    await copy.write(fault.file, before);
  }
}

function report(chosen: readonly Fault[], survivors: readonly Fault[]): number {
  const noticed = chosen.length - survivors.length;
  const percent = (100 * noticed / chosen.length).toFixed(1);
  console.log(`\n${noticed} of ${chosen.length} faults noticed (${percent}%)`);
  for (const { file, text, replacement } of survivors) {
    console.log(`\n${file}\n- ${text}\n+ ${replacement}`);
  }
  return survivors.length > BEARABLE * chosen.length ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
