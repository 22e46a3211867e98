/** Makes a step: the sums that it needs, then one kernel per variable. */

import { evaluateAll } from "../../../autograd/kernel.ts";
import { Scope } from "../../../autograd/scope.ts";
import type { Tensor } from "../../../autograd/tensor.ts";
import type { Variable } from "../../../variables/variable.ts";
import { foldAll, type Part } from "./fold_all.ts";
import type { Kernel, StepFormulas } from "./step_formulas.ts";

/** What is to be done to one variable. */
export interface Job {
  /** How. */
  readonly formulas: StepFormulas;
  /** The gradient, if there is one. */
  readonly gradient: Tensor | null;
  /** The variable and all that is kept for it. */
  readonly held: readonly Variable[];
}

/** Does the jobs; `shared` operands follow those of each, and `isGlobal` says that they are clipped together. */
export function runStep(
  jobs: readonly Job[],
  shared: readonly Tensor[],
  isGlobal: boolean,
): void {
  const all = isGlobal ? jobs.flatMap((job) => clipParts(job, shared)) : [];
  const global = all.length > 0 ? foldAll("sum", all) : null;
  for (const job of jobs) {
    using _scope = new Scope();
    const { formulas: { sums, update, replaces }, held } = job;
    const operands = operandsOf(job, shared);
    for (const part of clipParts(job, shared)) {
      operands.push(global ?? foldAll("sum", [part]));
    }
    const own = sums.map((sum) => foldAll("sum", [partOf(sum, operands)]));
    operands.push(...own);
    const results = update.exprs.length === 0
      ? []
      : evaluateAll(update.exprs, update.from.map((i) => operands[i]));
    replaces.forEach((i, j) => held[i - 1].assign(results[j]));
  }
}

function operandsOf(
  { gradient, held }: Job,
  shared: readonly Tensor[],
): Tensor[] {
  // Loops, since this is run for every variable.
  const operands: Tensor[] = [];
  for (let i = 0; i < held.length; i++) {
    const { value } = held[i];
    if (i === 0) operands.push(gradient ?? value);
    operands.push(value);
  }
  for (let i = 0; i < shared.length; i++) operands.push(shared[i]);
  return operands;
}

function partOf({ exprs, from }: Kernel, operands: readonly Tensor[]): Part {
  return { expr: exprs[0], inputs: from.map((i) => operands[i]) };
}

/** What is to be summed for the clipping of a job's gradient, if it is clipped by a norm. */
function clipParts(job: Job, shared: readonly Tensor[]): Part[] {
  const { clipSum } = job.formulas;
  return clipSum ? [partOf(clipSum, operandsOf(job, shared))] : [];
}
