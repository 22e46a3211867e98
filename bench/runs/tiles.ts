/** How fast products are by each tile, here and in Node, whose engine may be told to join vectors. */

import { speedOfTiles } from "../../backends/wasm/kernels/gemm/tile_trial.ts";
import { type TileName, WasmRuntime } from "../../backends/wasm/runtime.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count, text } from "../options.ts";
import { digits, tableOf } from "../table.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** Billions of operations a second. */
type Speeds = Record<TileName, number>;

/** The benchmark. */
export const tiles: Benchmark = benchmark("tiles", {
  milliseconds: count(2000, "milliseconds that tiles are tried in turn"),
  node: text("PATH", "a Node to try them in, too"),
  flags: text("FLAGS", "Node's flags, with spaces between them"),
}, async ({ milliseconds, node, flags }) => {
  using runtime = new WasmRuntime({ threads: 1 });
  const all = new Map<string, Speeds>([
    [`Deno ${Deno.version.deno}`, speedOfTiles(runtime, milliseconds)],
  ]);
  if (node !== null) {
    const program = await bundled(milliseconds);
    for (const some of flags === null ? [""] : ["", flags]) {
      const args = some.split(" ").filter((flag) => flag !== "");
      all.set(`Node ${some}`.trimEnd(), await inNode(node, args, program));
    }
  }
  const [first] = all.values();
  const head = ["GFLOP/s, one thread", ...Object.keys(first)];
  const rows = [...all].map(([name, speeds]) => [
    name,
    ...Object.values(speeds).map(digits),
  ]);
  console.log(tableOf(head, rows));
});

/** A program that Node can run, which prints the speeds. */
async function bundled(milliseconds: number): Promise<string> {
  const { build, stop } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: `
          import { speedOfTiles } from "./backends/wasm/kernels/gemm/tile_trial.ts";
          import { WasmRuntime } from "./backends/wasm/runtime.ts";
          const runtime = new WasmRuntime({ threads: 1 });
          console.log(JSON.stringify(speedOfTiles(runtime, ${milliseconds})));`,
        resolveDir: ROOT,
      },
      absWorkingDir: ROOT,
      bundle: true,
      format: "esm",
      platform: "node",
      write: false,
      logLevel: "error",
    });
    return outputFiles[0].text;
  } finally {
    await stop();
  }
}

async function inNode(
  node: string,
  flags: readonly string[],
  program: string,
): Promise<Speeds> {
  const args = [...flags, "--input-type=module", "--eval", program];
  const { success, stdout, stderr } = await new Deno.Command(node, { args })
    .output();
  if (success) return JSON.parse(new TextDecoder().decode(stdout));
  throw new Error(new TextDecoder().decode(stderr));
}
