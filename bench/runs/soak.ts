/** Many training steps of a small decoder, to see whether memory stays flat. */

import * as dg from "../../mod.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { memoryOf } from "../contest/peer_process.ts";
import { backend, count } from "../options.ts";
import { median, tableOf } from "../table.ts";

/** Looks at memory: the first quarter is for warming up, the last is compared with the second. */
const SAMPLES = 20;
const QUARTER = SAMPLES / 4;
/** Growth between these two quarters that the system's and the collector's rhythm explains. */
const ALLOWED = { rss: 8 << 20, heap: 1 << 20, inUse: 0 };
/** Steps between two chances for the event loop to clean up. */
const STEPS_AT_ONCE = 50;
const BATCH = 4, LATENT = 8, SIDE = 12;

/** Bytes: of the process, of the script's heap, and of tensors. */
type Sample = Readonly<Record<keyof typeof ALLOWED, number>>;

/** The benchmark. */
export const soak: Benchmark = benchmark("soak", {
  backend: backend(),
  steps: count(20000, "steps, a multiple of 20"),
}, async ({ backend, steps: asked }) => {
  const steps = Math.ceil(asked / SAMPLES) * SAMPLES;
  await dg.setBackend(backend);
  const start = performance.now();
  const samples = await run(steps);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  print(samples, steps);
  const { peak } = memoryOf(Deno.pid);
  const most = Number.isNaN(peak)
    ? ""
    : `, ${Math.ceil(peak / (1 << 20))} MiB at most`;
  console.log(`${backend}: ${steps} steps in ${seconds} s${most}`);
  const grown = Object.entries(ALLOWED)
    .map(([key, allowed]) => ({ key: key as keyof Sample, allowed }))
    .map((row) => ({ ...row, growth: growthOf(samples, row.key) }))
    .filter(({ growth, allowed }) => growth > allowed);
  for (const { key, growth } of grown) {
    console.log(`${key} grew by ${growth} bytes`);
  }
  return grown.length > 0 ? 1 : 0;
});

/** One step after the other, on new data each. */
function decoder(): () => void {
  const { Conv2DTranspose, Dense, Reshape } = dg.layers;
  const { Sequential } = dg;
  const model = new Sequential([
    new Dense({ units: 3 * 3 * 8, activation: "relu", inputShape: [LATENT] }),
    new Reshape({ targetShape: [3, 3, 8] }),
    new Conv2DTranspose({
      filters: 6,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "relu",
    }),
    new Conv2DTranspose({
      filters: 1,
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
  ]);
  const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "mse" });
  const noise = new dg.SeedGenerator({ seed: 1 });
  return () => {
    using _scope = new dg.Scope();
    const x = dg.randomNormal([BATCH, LATENT], { seed: noise });
    const y = dg.randomUniform([BATCH, SIDE, SIDE, 1], { seed: noise });
    trainer.step(x, y);
  };
}

function sample(): Sample {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = Deno.memoryUsage();
  return { rss, heap: heapUsed, inUse: dg.backendInfo().bytesInUse };
}

async function run(steps: number): Promise<Sample[]> {
  const step = decoder();
  const probe = dg.ones([1]);
  const samples: Sample[] = [];
  for (let i = 1; i <= steps; i++) {
    step();
    if (i % STEPS_AT_ONCE === 0) await probe.item();
    if (i % Math.floor(steps / SAMPLES) !== 0) continue;
    await probe.item();
    samples.push(sample());
    console.error(`${i} steps`);
  }
  return samples;
}

/** How much a quantity has grown from the second quarter to the last. */
function growthOf(samples: readonly Sample[], key: keyof Sample): number {
  const values = samples.map((sample) => sample[key]);
  return median(values.slice(-QUARTER)) -
    median(values.slice(QUARTER, 2 * QUARTER));
}

function print(samples: readonly Sample[], steps: number): void {
  const each = Math.floor(steps / SAMPLES);
  const mebi = (bytes: number) => (bytes / (1 << 20)).toFixed(1);
  const head = ["steps", "process, MiB", "heap, MiB", "tensors, bytes"];
  const rows = samples.map(({ rss, heap, inUse }, i) => [
    `${(i + 1) * each}`,
    mebi(rss),
    mebi(heap),
    `${inUse}`,
  ]);
  console.log(`${tableOf(head, rows)}\n`);
}
