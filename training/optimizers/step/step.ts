/** Makes a step: the sums that it needs, then one kernel per variable. */

import { evaluateAll } from "../../../autograd/kernel.ts";
import { Scope } from "../../../autograd/scope.ts";
import { youngList } from "../../../config/young.ts";
import type { Tensor } from "../../../autograd/tensor.ts";
import { takeOver, type Variable } from "../../../variables/variable.ts";
import { foldAll, type Part } from "./fold_all.ts";
import type { Kernel, StepFormulas } from "./step_formulas.ts";

/** What is to be done to one variable. */
export class Job {
  /** How. */
  readonly formulas: StepFormulas;
  /** The gradient, if there is one. */
  readonly gradient: Tensor | null;
  /** The variable and all that is kept for it. */
  readonly held: readonly Variable[];

  /** Does nothing yet. */
  constructor(
    formulas: StepFormulas,
    gradient: Tensor | null,
    held: readonly Variable[],
  ) {
    this.formulas = formulas;
    this.gradient = gradient;
    this.held = held;
  }
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
    using scope = new Scope();
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
    replaces.forEach((i, j) => takeOver(held[i - 1], results[j], scope));
  }
}

function operandsOf(
  { gradient, held }: Job,
  shared: readonly Tensor[],
): Tensor[] {
  // Loops, since this is run for every variable.
  const first = 1 + held.length;
  const operands = youngList<Tensor>(first + shared.length);
  for (let i = 0; i < held.length; i++) operands[1 + i] = held[i].value;
  operands[0] = gradient ?? operands[1];
  for (let i = 0; i < shared.length; i++) operands[first + i] = shared[i];
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
