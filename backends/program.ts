/** Expressions as a straight-line program in which each distinct value is computed once: what backends translate. */

import { argsOf, type Expr } from "./expr.ts";

/** An input, a constant, or a function of earlier steps. */
export type Step =
  | { readonly fn: "input"; readonly index: number }
  | { readonly fn: "constant"; readonly value: number }
  | {
    readonly fn: Exclude<Expr["fn"], "input" | "constant">;
    /** The numbers of the steps that it takes. */
    readonly args: readonly number[];
  };

/** Steps in the order of evaluation. */
export interface Program {
  /** Each step uses earlier ones only. */
  readonly steps: readonly Step[];
  /** For each expression, the step that is its value. */
  readonly results: readonly number[];
  /** Equal for equal programs: the key of a cache of compiled kernels. */
  readonly key: string;
}

/** The program of expressions; equal subexpressions become one step. */
export function toProgram(exprs: readonly Expr[]): Program {
  const steps: Step[] = [];
  const numbers = new Map<Expr, number>();
  const byText = new Map<string, number>();
  const visit = (expr: Expr): number => {
    const known = numbers.get(expr);
    if (known !== undefined) return known;
    const args = argsOf(expr).map(visit);
    const step = (args.length > 0 ? { fn: expr.fn, args } : expr) as Step;
    const text = textOf(step);
    const number = byText.get(text) ?? steps.push(step) - 1;
    byText.set(text, number);
    numbers.set(expr, number);
    return number;
  };
  const results = exprs.map(visit);
  return { steps, results, key: [...byText.keys(), `> ${results}`].join(";") };
}

/** A step as text, equal for equal steps. */
export function textOf(step: Step): string {
  if (step.fn === "input") return `x${step.index}`;
  // Object.is tells 0 from -0, and so must the key.
  if (step.fn === "constant") {
    return Object.is(step.value, -0) ? "-0" : `${step.value}`;
  }
  return `${step.fn} ${step.args}`;
}
