/** The processor's kernels at the sizes of real models, and convolutions there by each algorithm. */

import type { Algorithm } from "../../../backends/wasm/algorithm.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("wasm", () => new WasmBackend({ threads: 2 }));

if (thorough()) {
  realSizes("wasm with one thread", () => new WasmBackend({ threads: 1 }));
}

const ALGORITHMS: readonly Algorithm[] = [
  "windows",
  "flipped",
  "phases",
  "columns",
  "planes",
  "winograd",
];

for (const algorithm of ALGORITHMS) {
  realSizes(
    `wasm by ${algorithm}`,
    () => new WasmBackend({ threads: 2, algorithm }),
    { only: ["convolutions and their gradients"] },
  );
}
