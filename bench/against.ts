/**
 * Steps of this checkout beside those of another one, such as the commit before a change, in turn in one process:
 * `deno task bench:against --old ../before [--rounds 15] [--threads 2] [--only W1,decoder] [--backend wasm]`.
 */

import { parseArgs } from "node:util";
import type * as decograd from "../mod.ts";
import { spawn } from "../tools/spawn.ts";
import { chosen, positive } from "./options.ts";
import { digits, geometricMean, median, tableOf } from "./table.ts";
import { WORKLOADS } from "./workloads.ts";

const ROOT = new URL("../", import.meta.url);
const BATCH = 64, LATENT = 16;
/** Milliseconds that one turn takes at the least. */
const TURN = 60;

/** One step, whose end is waited for. */
type Step = () => Promise<void>;

interface Plan {
  readonly backend: decograd.BackendName;
  readonly threads: number | undefined;
  readonly only: readonly string[];
}

/** The steps of a checkout by name: those of the workloads with weights, and the example's. */
async function stepsOf(root: URL, plan: Plan): Promise<Map<string, Step>> {
  const { openDecograd }: typeof import("./peers/decograd.ts") = await import(
    new URL("bench/peers/decograd.ts", root).href
  );
  const peer = await openDecograd(plan.backend, plan.threads);
  const steps = new Map<string, Step>();
  for (const workload of WORKLOADS.filter(({ kind }) => kind === "conv")) {
    const run = await peer.prepare({ ...workload, op: "train" });
    steps.set(workload.name, async () => {
      await run.run();
      await run.settle();
    });
  }
  steps.set("decoder", await decoderStep(root));
  return steps;
}

async function decoderStep(root: URL): Promise<Step> {
  const dg: typeof decograd = await import(new URL("mod.ts", root).href);
  const { VariationalAutoencoder }:
    typeof import("../examples/decoder/vae.ts") = await import(
      new URL("examples/decoder/vae.ts", root).href
    );
  dg.setRandomSeed(1);
  const vae = new VariationalAutoencoder(LATENT);
  const noise = new dg.SeedGenerator({ seed: 1 });
  const optimizer = new dg.optimizers.Adam({ learningRate: 0.001 });
  const trainer = new dg.Trainer({ model: vae, optimizer });
  const images = dg.randomUniform([BATCH, 28, 28, 1], { seed: 2 });
  return async () => {
    const loss = trainer.minimize(() => vae.negativeElbo(images, noise));
    await loss.item();
    loss[Symbol.dispose]();
  };
}

/** Milliseconds a step, over as many as fill a turn. */
async function turn(step: Step): Promise<number> {
  const began = performance.now();
  let count = 0;
  do {
    await step();
    count++;
  } while (performance.now() - began < TURN);
  return (performance.now() - began) / count;
}

/** Old and new in turn, the one that begins changing; the median of each, and of the ratios. */
async function compare(old: Step, now: Step, rounds: number) {
  for (const step of [old, now, old, now]) await turn(step);
  const times: [number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) times.push([await turn(old), await turn(now)]);
    else {times.push(
        [await turn(now), await turn(old)].reverse() as [number, number],
      );}
  }
  const [before, after] = [0, 1].map((i) => median(times.map((t) => t[i])));
  return { before, after, ratio: median(times.map(([a, b]) => a / b)) };
}

/** Both checkouts call the library by its name, each its own. */
function importMap(old: URL): string {
  const entry = (root: URL) => ({
    "@decograd/decograd": new URL("mod.ts", root).href,
  });
  const scopes = { [old.href]: entry(old), [ROOT.href]: entry(ROOT) };
  return `data:application/json,${
    encodeURIComponent(JSON.stringify({ imports: entry(ROOT), scopes }))
  }`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      old: { type: "string" },
      rounds: { type: "string", default: "15" },
      threads: { type: "string" },
      backend: { type: "string", default: "wasm" },
      only: { type: "string", default: "" },
      mapped: { type: "boolean", default: false },
    },
  });
  if (values.old === undefined) {
    console.error("Expected --old with the folder of another checkout");
    Deno.exit(2);
  }
  const old = new URL(
    `${values.old.replace(/\/$/, "")}/`,
    `file://${Deno.cwd()}/`,
  );
  if (!values.mapped) {
    const flags = ["run", "-A", "--no-check", "--no-lock"];
    const map = `--import-map=${importMap(old)}`;
    const args = ["--mapped", ...Deno.args, "--old", old.pathname];
    Deno.exit(await spawn([...flags, map, import.meta.url, ...args]));
  }
  const plan: Plan = {
    backend: values.backend as decograd.BackendName,
    threads: values.threads ? positive("threads", values.threads) : undefined,
    only: values.only.split(",").filter((name) => name),
  };
  const rounds = Math.ceil(positive("rounds", values.rounds));
  const [before, now] = [await stepsOf(old, plan), await stepsOf(ROOT, plan)];
  const rows: string[][] = [], ratios: number[] = [];
  for (const [name, step] of chosen([...now], plan.only, ([name]) => name)) {
    const result = await compare(before.get(name)!, step, rounds);
    ratios.push(result.ratio);
    rows.push([
      name,
      ...[result.before, result.after].map(digits),
      result.ratio.toFixed(3),
    ]);
  }
  console.log(tableOf(["step", "old, ms", "new, ms", "old / new"], rows));
  console.log(`geometric mean ${geometricMean(ratios).toFixed(3)}`);
}
