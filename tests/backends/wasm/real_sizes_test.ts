/** The processor's kernels at the sizes of real models, and convolutions there by each algorithm. */

import type { Algorithm } from "../../../backends/wasm/algorithm.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { realSizes } from "../real_sizes.ts";

realSizes("wasm", { open: () => new WasmBackend({ threads: 2 }) });

/** The one that does most by itself, and the others, of which the shapes above choose each somewhere. */
const ALGORITHMS: readonly Algorithm[] = thorough()
  ? ["winograd", "windows", "flipped", "phases", "columns", "planes"]
  : ["winograd"];

for (const algorithm of ALGORITHMS) {
  realSizes("wasm", {
    title: `wasm by ${algorithm}`,
    open: () => new WasmBackend({ threads: 2, algorithm }),
    only: ["convolutions and their gradients"],
  });
}
