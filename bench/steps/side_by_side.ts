/** Steps of two checkouts in turn, in one process, which has to import each one's library by its name. */

import process from "node:process";
import type * as decograd from "../../mod.ts";
import { chosen } from "../chosen.ts";
import { digits, geometricMean, median, tableOf } from "../table.ts";
import { WORKLOADS } from "../contest/workloads.ts";
import { decoderStep, type Step } from "./decoder.ts";
import { convStep, deepStep, denseStep } from "./deep.ts";

/** Milliseconds that one turn takes at the least. */
const TURN = 60;

/** What is compared. */
export interface Plan {
  /** The roots of the checkouts. */
  readonly old: string;
  readonly now: string;
  readonly backend: decograd.BackendName;
  /** As many as the backend likes where there is none. */
  readonly threads: number | null;
  readonly rounds: number;
  /** Beginnings of names; all steps if empty. */
  readonly only: readonly string[];
}

/** The steps of a checkout by name: those of the workloads with weights, a deep net's, and the example's. */
async function stepsOf(
  root: string,
  { backend, threads }: Plan,
): Promise<Map<string, Step>> {
  const { openDecograd }: typeof import("../peers/decograd.ts") = await import(
    `${root}bench/peers/decograd.ts`
  );
  const peer = await openDecograd(backend, threads ?? undefined);
  const steps = new Map<string, Step>();
  for (const workload of WORKLOADS.filter(({ kind }) => kind === "conv")) {
    const run = await peer.prepare({ ...workload, op: "train" });
    steps.set(workload.name, async () => {
      await run.run();
      await run.settle();
    });
  }
  const dg: typeof decograd = await import(`${root}mod.ts`);
  const { VariationalAutoencoder: Model }:
    typeof import("../../examples/vae/vae.ts") = await import(
      `${root}examples/vae/vae.ts`
    );
  steps.set("deep", deepStep(dg));
  steps.set("dense", denseStep(dg));
  steps.set("conv", convStep(dg));
  return steps.set("decoder", decoderStep({ dg, Model }));
}

/** How long a step takes, over as many as fill a turn: milliseconds of a clock. */
async function turn(step: Step, now: () => number): Promise<number> {
  const began = performance.now(), first = now();
  let count = 0;
  do {
    await step();
    count++;
  } while (performance.now() - began < TURN);
  return (now() - first) / count;
}

/** Of one thread the processor's time counts, with which other programs interfere less. */
function clockOf({ threads }: Plan): () => number {
  if (threads !== 1) return () => performance.now();
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

/** Old and new in turn, the one that begins changing; the median of each, and of the ratios. */
async function compare(old: Step, now: Step, plan: Plan) {
  const clock = clockOf(plan), times: [old: number, now: number][] = [];
  for (const step of [old, now, old, now]) await turn(step, clock);
  for (let round = 0; round < plan.rounds; round++) {
    const first = round % 2 === 0 ? await turn(old, clock) : null;
    const second = await turn(now, clock);
    times.push([first ?? await turn(old, clock), second]);
  }
  const [before, after] = [0, 1].map((i) => median(times.map((t) => t[i])));
  return { before, after, ratio: median(times.map(([a, b]) => a / b)) };
}

if (import.meta.main) {
  const plan: Plan = JSON.parse(Deno.args[0]);
  const before = await stepsOf(plan.old, plan);
  const after = await stepsOf(plan.now, plan);
  const rows: string[][] = [], ratios: number[] = [];
  for (const [name, step] of chosen([...after], plan.only, ([name]) => name)) {
    const old = before.get(name)!;
    const { before: was, after: is, ratio } = await compare(
      old,
      step,
      plan,
    );
    ratios.push(ratio);
    rows.push([name, digits(was), digits(is), ratio.toFixed(3)]);
  }
  console.log(tableOf(["step", "old, ms", "new, ms", "old / new"], rows));
  console.log(`geometric mean ${geometricMean(ratios).toFixed(3)}`);
}
