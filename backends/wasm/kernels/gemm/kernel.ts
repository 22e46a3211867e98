/** The modules of the GEMM, one for each tile. */

import type { TileName, WasmRuntime } from "../../runtime.ts";
import { defineGemm, type Level, type Strips } from "./loops.ts";
import { definePackDepthRuns, definePackLaneRuns } from "./pack.ts";
import { defineStrip, type StripFunc } from "./strip.ts";
import { COLUMNS, LOW, TILES } from "./tile.ts";

/** Keys of the modules, which are looked up so often that even joining strings would take time. */
const KEYS: Readonly<Record<TileName, string>> = {
  "4x8": "gemm 4x8",
  "6x8": "gemm 6x8",
  "8x8": "gemm 8x8",
  "4x16": "gemm 4x16",
};

/** The product, and the functions that pack B. */
export function gemmKernels(runtime: WasmRuntime, tile: TileName = "4x8") {
  return runtime.kernels(KEYS[tile], (module) => {
    const workspace = module.importAddress("workspace");
    const { panels, rows: tall } = TILES[tile];
    const levels = (tall > LOW ? [tall, LOW] as const : [LOW] as const)
      .map((rows): Level => {
        const stripsOf = (packed: boolean): Strips => {
          const strip = (panels: number, vectors: number): StripFunc =>
            defineStrip(module, {
              ...{ rows, panels, vectors, packed },
              relaxedMadd: runtime.hasRelaxedMadd,
            });
          return {
            double: panels === 2 ? strip(2, 2) : undefined,
            wide: strip(1, 2),
            narrow: strip(1, 1),
          };
        };
        const pack = definePackLaneRuns(module, rows);
        return { rows, pack, packed: stripsOf(true), inPlace: stripsOf(false) };
      });
    return {
      gemm: defineGemm(module, workspace, levels),
      packLaneRuns: definePackLaneRuns(module, COLUMNS),
      packDepthRuns: definePackDepthRuns(module, COLUMNS),
    };
  });
}
