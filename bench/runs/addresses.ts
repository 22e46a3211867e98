/** How fast wasm is where addresses have 64 bits: steps on both memories in turn. */

import { type Backend, getBackend, setBackend } from "../../mod.ts";
import type { Prepared } from "../contest/peer.ts";
import { type Task, WORKLOADS } from "../contest/workloads.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";
import { openDecograd } from "../peers/decograd.ts";
import { digits, geometricMean, median, tableOf } from "../table.ts";

/** Steps before the first one that is measured. */
const WARM_UP = 3;
const MEMORIES = ["32-bit", "64-bit"] as const;

/** The benchmark. */
export const addresses: Benchmark = benchmark("addresses", {
  rounds: count(30, "steps of each"),
  threads: count(1, "threads"),
}, async ({ rounds, threads }) => {
  const rows: string[][] = [], ratios: number[] = [];
  for (const workload of WORKLOADS.filter(({ kind }) => kind !== "adam")) {
    const times = await timesOf({ ...workload, op: "step" }, threads, rounds);
    const [narrow, wide] = [0, 1].map((i) => median(times.map((t) => t[i])));
    const ratio = median(times.map(([narrow, wide]) => narrow / wide));
    ratios.push(ratio);
    rows.push([workload.name, digits(narrow), digits(wide), ratio.toFixed(3)]);
  }
  const head = ["step", "32 bits, ms", "64 bits, ms", "speed with 64"];
  console.log(tableOf(head, rows));
  console.log(`geometric mean ${geometricMean(ratios).toFixed(3)}`);
});

/** Milliseconds on each memory in every round; which one begins changes. */
async function timesOf(
  task: Task,
  threads: number,
  rounds: number,
): Promise<number[][]> {
  const runs: { backend: Backend; step: Prepared }[] = [];
  for (const memory of MEMORIES) {
    const peer = await openDecograd("wasm", threads, memory);
    runs.push({ backend: getBackend(), step: await peer.prepare(task) });
  }
  const times: number[][] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const own: number[] = [];
    for (const i of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const { backend, step } = runs[i];
      await setBackend(backend);
      const began = performance.now();
      step.run();
      await step.settle();
      own[i] = performance.now() - began;
    }
    if (round >= 0) times.push(own);
  }
  for (const { backend, step } of runs) {
    step[Symbol.dispose]();
    backend[Symbol.dispose]();
  }
  return times;
}
