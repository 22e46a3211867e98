/** The graphics card: decograd beside its peers, in one run. `deno task bench:webgpu --help` */

import { Contest } from "./contest.ts";
import { type GpuRates, gpuRates } from "./gpu_rates.ts";
import { type BenchOptions, chosen, parseBenchOptions } from "./options.ts";
import { WEBGPU_PEERS } from "./peers/mod.ts";
import {
  nameOf,
  printPeers,
  printTimes,
  type Result,
  sharesTable,
} from "./report.ts";
import { digits } from "./table.ts";
import {
  opsOf,
  scaled,
  type Task,
  type Workload,
  WORKLOADS,
} from "./workloads.ts";

const DEFAULTS = { rounds: 5, turn: 100, limit: 30 };
/** Times that are enough for a turn. */
const MOST = 5;

/** What is measured: where there are weights to train, a step with their update. */
function tasksOf(workload: Workload): Task[] {
  const ops = opsOf(workload);
  return ops.filter((op) => op !== "step" || !ops.includes("train"))
    .map((op) => ({ ...workload, op }));
}

async function main(options: BenchOptions): Promise<void> {
  const rates = await gpuRates();
  if (!rates) {
    console.error("Cannot measure: expected an adapter of WebGPU, found none");
    Deno.exit(2);
  }
  const results: Result[] = [];
  const names = chosen(WEBGPU_PEERS, options.peers, (name) => name);
  using contest = new Contest(names, { ...options, most: MOST });
  await contest.open();
  const workloads = chosen(WORKLOADS, options.only, ({ name }) => name)
    .map((workload) => scaled(workload, options.scale));
  for (const task of workloads.flatMap(tasksOf)) {
    console.error(nameOf(task));
    results.push({ task, outcomes: await contest.run(task) });
  }
  report(contest, results, rates);
}

function report(
  contest: Contest,
  results: readonly Result[],
  { adapter, fp32, copy }: GpuRates,
): void {
  printPeers(contest);
  console.log(
    `- ${adapter}: ${digits(fp32)} GFLOP/s in float32, ${
      digits(copy)
    } GB/s copied`,
  );
  const open = contest.openNames();
  printTimes(results, open);
  const head = "share of the card's rate";
  console.log(sharesTable(head, results, open, { flops: fp32, bytes: copy }));
}

if (import.meta.main) {
  const options = parseBenchOptions(Deno.args, DEFAULTS);
  if (options) await main(options);
}
