/** Which algorithm is fastest for a layer: all of them in turn, so that noise meets them alike, and the least time of each. */

import type { Algorithm } from "../../backends/wasm/algorithm.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { convolutionsOf, LAYERS, type Upsampling } from "../kernels.ts";
import { chosen } from "../chosen.ts";
import { count, list } from "../options.ts";

const ALGORITHMS: readonly (Algorithm | undefined)[] = [
  undefined,
  "windows",
  "flipped",
  "phases",
  "columns",
  "planes",
  "winograd",
];
const ROUNDS = 15;

/** The benchmark. */
export const algorithms: Benchmark = benchmark("algorithms", {
  only: list([], "layers whose names begin so: W1, W2, W3, W4, last, 3x3"),
  threads: count(1, "threads that compute"),
}, ({ only, threads }) => {
  const names = ALGORITHMS.map((name) => (name ?? "chosen").padStart(12));
  console.log("milliseconds".padEnd(16) + names.join(""));
  for (const layer of chosen(LAYERS, only, ({ name }) => name)) {
    compare(layer, threads);
  }
});

/** Prints a row for each of the layer's three convolutions. */
function compare(layer: Upsampling, threads: number): void {
  const backends = ALGORITHMS.map((algorithm) =>
    new WasmBackend({ threads, algorithm })
  );
  const kernels = backends.map((backend) => convolutionsOf(backend, layer));
  kernels[0].forEach(({ name }, kernel) => {
    const times = backends.map(() => Infinity);
    for (let round = 0; round <= ROUNDS; round++) {
      kernels.forEach((list, i) => {
        const start = performance.now();
        list[kernel].run();
        const time = performance.now() - start;
        if (round > 0) times[i] = Math.min(times[i], time);
      });
    }
    const cells = times.map((time) => time.toFixed(2).padStart(12));
    console.log(name.padEnd(16) + cells.join(""));
  });
  backends.forEach((backend) => backend[Symbol.dispose]());
}
