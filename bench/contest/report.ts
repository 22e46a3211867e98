/** What came of a contest: times, and how many times as long as decograd the others take. */

import type { Contest, Outcome } from "./contest.ts";
import { digits, Footnotes, geometricMean, median, tableOf } from "../table.ts";
import { bytesOf, flopsOf, type Task } from "./workloads.ts";

/** A task and what each peer made of it. */
export interface Result {
  readonly task: Task;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

type Estimate = (times: readonly number[]) => number;

const minimum: Estimate = (times) => Math.min(...times);

/** Milliseconds that a peer takes, NaN if none. */
export function timeOf(
  { outcomes }: Result,
  name: string,
  estimate: Estimate = median,
): number {
  const outcome = outcomes.get(name);
  return outcome && "times" in outcome && outcome.times.length > 0
    ? estimate(outcome.times)
    : NaN;
}

/** The name of a task in tables. */
export function nameOf({ name, op }: Task): string {
  return `${name} ${op}`;
}

/** Who takes part, by which version, and who does not. */
export function printPeers(contest: Contest): void {
  for (const name of contest.names) {
    const closed = contest.closed(name);
    const version = contest.versions.get(name);
    console.log(`- ${name}: ${closed ? `not there (${closed})` : version}`);
  }
}

/** The tables of times, and of ratios to each of our own backends. */
export function printTimes(
  results: readonly Result[],
  names: readonly string[],
): void {
  const notes = new Footnotes();
  console.log(`\n${timesTable(results, names, notes)}\n\n${notes}\n`);
  for (const base of names.filter(isOurs)) {
    console.log(`${ratiosTable(results, names, base)}\n`);
  }
}

function isOurs(name: string): boolean {
  return name.startsWith("decograd");
}

/** How close our own backends come to rates in GFLOP/s and GB/s. */
export function sharesTable(
  title: string,
  results: readonly Result[],
  names: readonly string[],
  rates: { readonly flops: number; readonly bytes: number },
): string {
  const own = names.filter(isOurs);
  const rows = results.map((result) => {
    const flops = flopsOf(result.task), work = flops || bytesOf(result.task);
    const [rate, unit] = flops
      ? [rates.flops, "GFLOP/s"]
      : [rates.bytes, "GB/s"];
    const cells = own.map((name) => {
      const speed = work / timeOf(result, name) / 1e6;
      const share = (100 * speed / rate).toFixed(0);
      return `${digits(speed)} ${unit}, ${share}%`;
    });
    return [nameOf(result.task), ...cells];
  });
  return tableOf([title, ...own], rows);
}

/** A table of milliseconds, medians and minima. */
function timesTable(
  results: readonly Result[],
  names: readonly string[],
  notes: Footnotes,
): string {
  return tableOf(
    ["ms: median (least)", ...names],
    results.map((result) => [
      nameOf(result.task),
      ...names.map((name) => {
        const outcome = result.outcomes.get(name)!;
        if ("cannot" in outcome) return notes.mark(outcome.cannot);
        const { times, note } = outcome;
        const numbers = `${digits(median(times))} (${digits(minimum(times))})`;
        return note ? `${numbers} ${notes.mark(note)}` : numbers;
      }),
    ]),
  );
}

/** A table of ratios to the peer called `base`, and their geometric means. */
function ratiosTable(
  results: readonly Result[],
  names: readonly string[],
  base: string,
): string {
  const others = names.filter((name) => name !== base);
  const ratio = (result: Result, name: string, estimate?: Estimate) =>
    timeOf(result, name, estimate) / timeOf(result, base, estimate);
  const rows = results.map((result) => [
    nameOf(result.task),
    `${digits(timeOf(result, base))} ms`,
    ...others.map((name) => digits(ratio(result, name))),
  ]);
  const estimates = [["", median], [", least", minimum]] as const;
  for (const op of ["fwd", "step", "train"]) {
    const convolutions = results.filter(({ task }) =>
      task.kind === "conv" && task.op === op
    );
    if (convolutions.length === 0) continue;
    const meanOf = (name: string, estimate: Estimate) => {
      const all = convolutions.map((one) => ratio(one, name, estimate));
      const some = all.filter(Number.isFinite);
      const of = some.length < all.length ? ` of ${some.length}` : "";
      return some.length > 0 ? digits(geometricMean(some)) + of : "-";
    };
    for (const [label, estimate] of estimates) {
      const means = others.map((name) => meanOf(name, estimate));
      rows.push([`mean of convolutions ${op}${label}`, "", ...means]);
    }
  }
  return tableOf([`ratio to ${base}`, base, ...others], rows);
}
