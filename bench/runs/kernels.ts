/** Speed of the kernels of a backend, beside what one thread can do at most. */

import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { kernelsOf } from "../kernels.ts";
import { limits } from "../machine/limits.ts";
import { choice, count } from "../options.ts";
import { median } from "../table.ts";

/** Time spent on each kernel, and the runs that it takes at least. */
const MILLISECONDS = 1000;
const LEAST_RUNS = 5;

/** The benchmark. */
export const kernels: Benchmark = benchmark("kernels", {
  backend: choice("wasm", ["wasm", "reference"], "whose kernels"),
  threads: count(1, "threads of wasm"),
}, ({ backend: name, threads }) => {
  using backend = name === "reference"
    ? new ReferenceBackend()
    : new WasmBackend({ threads });
  const all = limits();
  for (const { name, work, unit, run } of kernelsOf(backend)) {
    const speed = work / medianTime(run) / 1e6;
    const limit = all.find((limit) => limit.unit === unit)!;
    const share = 100 * speed / limit.measure();
    const cells = [
      name.padEnd(26),
      `${(work / speed / 1e6).toFixed(3)} ms`.padStart(13),
      speed.toFixed(1).padStart(8),
      ` ${unit}`,
      `${share.toFixed(0).padStart(6)}% of ${limit.name}`,
    ];
    console.log(cells.join(""));
  }
});

function medianTime(run: () => void): number {
  run();
  const times: number[] = [];
  const start = performance.now();
  while (
    times.length < LEAST_RUNS || performance.now() - start < MILLISECONDS
  ) {
    const before = performance.now();
    run();
    times.push(performance.now() - before);
  }
  return median(times);
}
