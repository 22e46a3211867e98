/** The graphics card: decograd beside its peers. */

import { type Benchmark, benchmark } from "../benchmark.ts";
import { compete, contestOptions } from "../contest/compete.ts";
import { printPeers, printTimes, sharesTable } from "../contest/report.ts";
import { opsOf, type Task, type Workload } from "../contest/workloads.ts";
import { gpuRates } from "../machine/gpu_rates.ts";
import { WEBGPU_PEERS } from "../peers/mod.ts";
import { digits } from "../table.ts";

/** The benchmark. */
export const webgpu: Benchmark = benchmark(
  "webgpu",
  contestOptions({ turn: 100, limit: 30 }),
  async (settings) => {
    const rates = await gpuRates();
    if (!rates) {
      console.error(
        "Cannot measure: expected an adapter of WebGPU, found none",
      );
      return 2;
    }
    const field = { peers: WEBGPU_PEERS, tasksOf };
    const { contest, results } = await compete(field, settings);
    const { adapter, fp32, copy } = rates;
    printPeers(contest);
    console.log(
      `- ${adapter}: ${digits(fp32)} GFLOP/s in float32, ${
        digits(copy)
      } GB/s copied`,
    );
    const open = contest.openNames();
    printTimes(results, open);
    const head = "share of the card's rate";
    const limits = { flops: fp32, bytes: copy };
    console.log(sharesTable(head, results, open, limits));
  },
);

/** Where there are weights to train, a step with their update. */
function tasksOf(workload: Workload): Task[] {
  const ops = opsOf(workload);
  return ops.filter((op) => op !== "step" || !ops.includes("train"))
    .map((op) => ({ ...workload, op }));
}
