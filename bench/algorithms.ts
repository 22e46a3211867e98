/**
 * Which algorithm is fastest for a layer: all of them in turn, so that noise meets them alike, and the least time of each.
 *
 * Arguments: the layers' names (all of them by default), and `threads=1,2`.
 */

import type { Algorithm } from "../backends/wasm/algorithm.ts";
import { WasmBackend } from "../backends/wasm/backend.ts";
import { convolutionsOf, LAYERS } from "./kernels.ts";

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

const names = Deno.args.filter((argument) => !argument.includes("="));
const threads = Deno.args.find((argument) => argument.startsWith("threads="))
  ?.slice("threads=".length).split(",").map(Number) ?? [1];

const columns = threads.flatMap((threads) =>
  ALGORITHMS.map((algorithm) => ({ threads, algorithm }))
);
const title = columns.map(({ threads, algorithm = "chosen" }) =>
  `${algorithm} ${threads}`.padStart(12)
);
console.log("milliseconds".padEnd(16) + title.join(""));
for (const layer of LAYERS) {
  if (names.length > 0 && !names.includes(layer.name)) continue;
  const backends = columns.map((options) => new WasmBackend(options));
  const kernels = backends.map((backend) => convolutionsOf(backend, layer));
  kernels[0].forEach(({ name }, kernel) => {
    const times = columns.map(() => Infinity);
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
