/** What training asks of the graphics card: kernels are counted and not run, so that any adapter will do, software too. */

import config from "../../deno.json" with { type: "json" };
import { type Benchmark, benchmark } from "../benchmark.ts";
import { chosen } from "../chosen.ts";
import { openDecograd } from "../counted/decograd.ts";
import { openExample } from "../counted/examples.ts";
import { openJax } from "../counted/jax_js.ts";
import { openTfjs } from "../counted/tfjs.ts";
import type { Training } from "../counted/training.ts";
import {
  type Count,
  COUNTS,
  GpuCounter,
  type GpuCounts,
} from "../machine/gpu_counts.ts";
import { count, list } from "../options.ts";
import { versionOf } from "../peers/libraries.ts";
import { digits, Footnotes, tableOf } from "../table.ts";

/** Those of the examples, and a net that others train too, by what the table calls them. */
const TRAININGS: readonly (readonly [string, () => Promise<Training>])[] = [
  ["vae", () => openExample("vae")],
  ["dcgan", () => openExample("dcgan")],
  ["segmentation", () => openExample("segmentation")],
  ["vae in float16", () => openExample("vae", "mixed_float16")],
  ["dcgan in float16", () => openExample("dcgan", "mixed_float16")],
  [
    "segmentation in float16",
    () => openExample("segmentation", "mixed_float16"),
  ],
  [`net: decograd ${config.version}`, openDecograd],
  [`net: TensorFlow.js ${versionOf("tfjs")}`, openTfjs],
  [`net: jax-js ${versionOf("jax-js")}`, openJax],
];
/** Counts that are shown in thousands or millions. */
const UNITS: Partial<Record<Count, number>> = {
  ...{ bytesRead: 1e6, bytesWritten: 1e6, sharedBytes: 1024 },
};

/** The benchmark. */
export const counts: Benchmark = benchmark("counts", {
  only: list(
    [],
    "trainings whose names begin so: vae, dcgan, segmentation, net",
  ),
  steps: count(20, "steps, the last of which is the repeated one"),
}, async ({ only, steps }) => {
  using counter = new GpuCounter();
  const notes = new Footnotes();
  const columns: string[][] = [["", ...Object.values(COUNTS)]];
  for (const [name, open] of chosen(TRAININGS, only, ([name]) => name)) {
    try {
      const [first, last] = await countSteps(counter, open, steps);
      columns.push([`${name}, first`, ...cellsOf(first)]);
      columns.push(["repeated", ...cellsOf(last)]);
    } catch (error) {
      const mark = notes.mark((error as Error).message);
      columns.push([name, ...Object.keys(COUNTS).map(() => mark)]);
    }
  }
  const [head, ...rows] = columns[0].map((_, i) =>
    columns.map((column) => column[i])
  );
  console.log(tableOf(head, rows));
  console.log(`${notes}`);
});

/** What the first step and the last one ask for. */
async function countSteps(
  counter: GpuCounter,
  open: () => Promise<Training>,
  steps: number,
): Promise<[GpuCounts, GpuCounts]> {
  // A device may have to prove that it computes.
  counter.isDry = false;
  const { step, flush, close } = await open();
  counter.isDry = true;
  counter.take();
  let first: GpuCounts | undefined, last = counter.take();
  for (let i = 0; i < steps; i++) {
    step();
    flush();
    last = counter.take();
    first ??= last;
    // What is found out later, such as that nothing failed, frees memory.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await close?.();
  return [first ?? last, last];
}

function cellsOf(counts: GpuCounts): string[] {
  return (Object.keys(COUNTS) as Count[]).map((name) => {
    const unit = UNITS[name];
    return unit ? digits(counts[name] / unit) : `${counts[name]}`;
  });
}
