/** The processor: decograd beside its peers, in one run. `deno task bench:cpu --help` */

import { Contest } from "./contest.ts";
import { peakOf } from "./memory.ts";
import { type BenchOptions, chosen, parseBenchOptions } from "./options.ts";
import { CPU_PEERS } from "./peers/mod.ts";
import { Rates } from "./rates.ts";
import {
  nameOf,
  ratiosTable,
  type Result,
  timeOf,
  timesTable,
} from "./report.ts";
import { startup } from "./startup.ts";
import { digits, Footnotes, tableOf } from "./table.ts";
import {
  bytesOf,
  flopsOf,
  opsOf,
  scaled,
  type Task,
  type Workload,
  WORKLOADS,
} from "./workloads.ts";

const DEFAULTS = { rounds: 5, turn: 50, limit: 10 };
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
  const pace = {
    rounds: options.rounds,
    turn: options.turn,
    most: MOST,
    limit: options.limit * 1000,
  };
  using contest = new Contest(names, pace, options.verbose);
  await contest.open();
  for (const task of workloads.flatMap(tasksOf)) {
    console.error(nameOf(task));
    rates.sample();
    results.push({ task, outcomes: await contest.run(task) });
    rates.sample();
  }
  contest[Symbol.dispose]();
  const open = names.filter((name) => contest.closed(name) === undefined);
  printPeers(contest, rates);
  printTimes(results, open);
  printShares(results, open, rates);
  await printMemory(open, workloads, options);
  await printStartup();
}

function printPeers(contest: Contest, rates: Rates): void {
  for (const name of contest.names) {
    const closed = contest.closed(name);
    console.log(
      closed
        ? `- ${name}: not there (${closed})`
        : `- ${name}: ${contest.versions.get(name)}`,
    );
  }
  console.log(
    `- this machine on one thread: ${digits(rates.copy)} GB/s copied, ${
      digits(rates.simd)
    } GFLOP/s in SIMD128`,
  );
}

function printTimes(
  results: readonly Result[],
  names: readonly string[],
): void {
  const notes = new Footnotes();
  console.log(`\n${timesTable(results, names, notes)}\n\n${notes}\n`);
  for (const base of names.filter((name) => name.startsWith("decograd"))) {
    console.log(`${ratiosTable(results, names, base)}\n`);
  }
}

/** How close decograd comes to what the processor can do. */
function printShares(
  results: readonly Result[],
  names: readonly string[],
  rates: Rates,
): void {
  const own = names.filter((name) => name.startsWith("decograd"));
  const rows = results.map((result) => {
    const { task } = result;
    const flops = flopsOf(task), work = flops || bytesOf(task);
    const unit = flops ? "GFLOP/s" : "GB/s";
    const rate = flops ? rates.simd : rates.copy;
    return [
      nameOf(task),
      ...own.map((name) => {
        const speed = work / timeOf(result, name) / 1e6;
        const share = (100 * speed / rate).toFixed(0);
        return `${digits(speed)} ${unit}, ${share}%`;
      }),
    ];
  });
  console.log(tableOf(["share of one thread's rate", ...own], rows) + "\n");
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
      const peak = await peakOf(name, workload, limit * 1000);
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
