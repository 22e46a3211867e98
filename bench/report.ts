/** What came of a contest: times, and how many times as long as the first peer the others take. */

import type { Outcome } from "./contest.ts";
import {
  digits,
  type Footnotes,
  geometricMean,
  median,
  tableOf,
} from "./table.ts";
import type { Task } from "./workloads.ts";

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

/** A table of milliseconds, medians and minima. */
export function timesTable(
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
        return `${digits(median(outcome.times))} (${
          digits(minimum(outcome.times))
        })`;
      }),
    ]),
  );
}

/** A table of ratios to the peer called `base`, and their geometric means. */
export function ratiosTable(
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
  for (const op of ["fwd", "step", "train"]) {
    const some = results.filter(({ task }) =>
      task.kind === "conv" && task.op === op
    );
    if (some.length === 0) continue;
    for (const [label, estimate] of [["", median], [", least", minimum]]) {
      rows.push([
        `W1 to W4 ${op}${label}`,
        "mean",
        ...others.map((name) =>
          digits(geometricMean(
            some.map((result) => ratio(result, name, estimate as Estimate)),
          ))
        ),
      ]);
    }
  }
  return tableOf([`ratio to ${base}`, base, ...others], rows);
}
