/** The processor: decograd beside its peers. */

import { type Benchmark, benchmark } from "../benchmark.ts";
import { compete, contestOptions } from "../contest/compete.ts";
import { peakOf } from "../contest/memory.ts";
import { ownLimitTable } from "../contest/own_limit.ts";
import { printPeers, printTimes, sharesTable } from "../contest/report.ts";
import { opsOf, type Task, type Workload } from "../contest/workloads.ts";
import { Rates } from "../machine/rates.ts";
import { CPU_PEERS } from "../peers/mod.ts";
import { startup } from "../startup.ts";
import { digits, Footnotes, tableOf } from "../table.ts";

/** Workloads whose memory is measured. */
const MEMORY = ["W1", "W2", "W3", "W4", "BN"];
const STARTS = 7;

/** The benchmark. */
export const cpu: Benchmark = benchmark(
  "cpu",
  contestOptions({ turn: 50, limit: 8 }),
  async (settings) => {
    const rates = new Rates();
    const { contest, workloads, results } = await compete({
      ...{ peers: CPU_PEERS, tasksOf },
      pause: () => rates.sample(),
    }, settings);
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
    console.log(ownLimitTable(results, open, rates.simd) + "\n");
    await printMemory(open, workloads, settings.limit);
    await printStartup();
  },
);

/** An update of the weights by itself only, since it is a small part of a step here. */
function tasksOf(workload: Workload): Task[] {
  return opsOf(workload)
    .filter((op) => op !== "train" || workload.kind === "adam")
    .map((op) => ({ ...workload, op }));
}

async function printMemory(
  names: readonly string[],
  workloads: readonly Workload[],
  limit: number,
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
