/** Steps of two checkouts in turn, in one process, which has to import each one's library by its name. */

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
  const times: [old: number, now: number][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await turn(old) : null;
    const second = await turn(now);
    times.push([first ?? await turn(old), second]);
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
      plan.rounds,
    );
    ratios.push(ratio);
    rows.push([name, digits(was), digits(is), ratio.toFixed(3)]);
  }
  console.log(tableOf(["step", "old, ms", "new, ms", "old / new"], rows));
  console.log(`geometric mean ${geometricMean(ratios).toFixed(3)}`);
}
