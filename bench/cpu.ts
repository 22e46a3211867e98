/** The processor: decograd beside its peers, in one run. `deno task bench:cpu --help` */

import { Contest } from "./contest.ts";
import { peakOf } from "./memory.ts";
import { type BenchOptions, chosen, parseBenchOptions } from "./options.ts";
import { CPU_PEERS } from "./peers/mod.ts";
import { Rates } from "./rates.ts";
import {
  nameOf,
  printPeers,
  printTimes,
  type Result,
  sharesTable,
} from "./report.ts";
import { startup } from "./startup.ts";
import { digits, Footnotes, tableOf } from "./table.ts";
import {
  opsOf,
  scaled,
  type Task,
  type Workload,
  WORKLOADS,
} from "./workloads.ts";

const DEFAULTS = { rounds: 5, turn: 50, limit: 5 };
/** Times that are enough for a turn. */
const MOST = 5;
/** Workloads whose memory is measured. */
const MEMORY = ["W1", "W2", "W3", "W4", "BN"];
const STARTS = 7;

/** What is measured: an update of the weights by itself only, since it is a small part of a step here. */
function tasksOf(workload: Workload): Task[] {
  return opsOf(workload)
    .filter((op) => op !== "train" || workload.kind === "adam")
    .map((op) => ({ ...workload, op }));
}

async function main(options: BenchOptions): Promise<void> {
  const workloads = chosen(WORKLOADS, options.only, ({ name }) => name)
    .map((workload) => scaled(workload, options.scale));
  const names = chosen(CPU_PEERS, options.peers, (name) => name);
  const rates = new Rates();
  const results: Result[] = [];
  using contest = new Contest(names, { ...options, most: MOST });
  await contest.open();
  for (const task of workloads.flatMap(tasksOf)) {
    console.error(nameOf(task));
    rates.sample();
    results.push({ task, outcomes: await contest.run(task) });
    rates.sample();
  }
  contest[Symbol.dispose]();
  const open = contest.openNames();
  printPeers(contest);
  console.log(
    `- this machine on one thread: ${digits(rates.copy)} GB/s copied, ${
      digits(rates.simd)
    } GFLOP/s in SIMD128`,
  );
  printTimes(results, open);
  const ofOne = { flops: rates.simd, bytes: rates.copy };
  const head = "share of one thread's rate";
  console.log(sharesTable(head, results, open, ofOne) + "\n");
  await printMemory(open, workloads, options);
  await printStartup();
}

async function printMemory(
  names: readonly string[],
  workloads: readonly Workload[],
  { limit }: BenchOptions,
): Promise<void> {
  const some = workloads.filter(({ name }) => MEMORY.includes(name));
  if (some.length === 0) return;
  const notes = new Footnotes();
  const rows: string[][] = [];
  for (const name of names) {
    console.error(`memory of ${name}`);
    const row = [name];
    for (const workload of some) {
      const peak = await peakOf(name, workload, limit);
      row.push(
        "cannot" in peak
          ? notes.mark(peak.cannot)
          : `${(peak.bytes / 1e6).toFixed(0)}${
            peak.op === "fwd" ? " " + notes.mark("forward only") : ""
          }`,
      );
    }
    rows.push(row);
  }
  const head = ["peak of a step in MB", ...some.map(({ name }) => name)];
  console.log(`${tableOf(head, rows)}\n\n${notes}\n`);
}

async function printStartup(): Promise<void> {
  const { empty, whole } = await startup(STARTS);
  console.log(
    `Importing mod.ts takes ${digits(whole - empty)} ms (${
      digits(whole)
    } ms, an empty script ${digits(empty)} ms)`,
  );
}

if (import.meta.main) {
  const options = parseBenchOptions(Deno.args, DEFAULTS);
  if (options) await main(options);
}
