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
    // Not by `using`, which takes V8 as long as much of this.
    const scope = new Scope();
    try {
      run(job, shared, global, scope);
    } finally {
      scope[Symbol.dispose]();
    }
  }
}

/** Does a job; `global` is the sum for clipping, where that is one of all. */
function run(
  job: Job,
  shared: readonly Tensor[],
  global: Tensor | null,
  scope: Scope,
): void {
  const { formulas: { sums, update, replaces }, held } = job;
  const operands = operandsOf(job, shared);
  for (const part of clipParts(job, shared)) {
    operands.push(global ?? foldAll("sum", [part]));
  }
  if (sums.length > 0) operands.push(...sumsOf(sums, operands));
  if (update.exprs.length === 0) return;
  const results = evaluateAll(update.exprs, chosen(update, operands));
  for (let j = 0; j < replaces.length; j++) {
    takeOver(held[replaces[j] - 1], results[j], scope);
  }
}

/** Sums of expressions over operands. */
function sumsOf(
  sums: readonly Kernel[],
  operands: readonly Tensor[],
): Tensor[] {
  return sums.map((sum) => foldAll("sum", [partOf(sum, operands)]));
}

/** The operands of which a kernel speaks. */
function chosen({ from }: Kernel, operands: readonly Tensor[]): Tensor[] {
  const own = youngList<Tensor>(from.length);
  for (let i = 0; i < from.length; i++) own[i] = operands[from[i]];
  return own;
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

function partOf(kernel: Kernel, operands: readonly Tensor[]): Part {
  return { expr: kernel.exprs[0], inputs: chosen(kernel, operands) };
}

const NOTHING: readonly Part[] = [];

/** What is to be summed for the clipping of a job's gradient, if it is clipped by a norm. */
function clipParts(job: Job, shared: readonly Tensor[]): readonly Part[] {
  const { clipSum } = job.formulas;
  return clipSum ? [partOf(clipSum, operandsOf(job, shared))] : NOTHING;
}
