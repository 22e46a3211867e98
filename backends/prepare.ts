/** Programs in the form that kernels are compiled from. */

import type { Expr } from "./expr.ts";
import { type Step, textOf, toProgram } from "./program.ts";

/** A program whose constants are literals of the code if they are simple, and else parameters of each call. */
export interface Prepared {
  /** An input step holds an index into `inputs`. */
  readonly steps: readonly PreparedStep[];
  /** For each expression, the step that is its value. */
  readonly results: readonly number[];
  /** The inputs that are used, ascending. */
  readonly inputs: readonly number[];
  /** The constants that are parameters. */
  readonly parameters: readonly number[];
  /** Equal for equal code, whatever its parameters. */
  readonly key: string;
}

/** A step, or a parameter. */
export type PreparedStep = Step | {
  readonly fn: "parameter";
  /** An index into `parameters`. */
  readonly index: number;
};

const known = new WeakMap<
  Expr,
  { exprs: readonly Expr[]; prepared: Prepared }
>();

/** The prepared program of expressions, from a cache if they are the same objects as last time. */
export function prepare(exprs: readonly Expr[]): Prepared {
  const last = known.get(exprs[0]);
  const isSame = last?.exprs.length === exprs.length &&
    exprs.every((expr, i) => expr === last.exprs[i]);
  if (isSame) return last.prepared;
  const prepared = prepareAnew(exprs);
  known.set(exprs[0], { exprs: [...exprs], prepared });
  return prepared;
}

function prepareAnew(exprs: readonly Expr[]): Prepared {
  const { steps, results } = toProgram(exprs);
  const inputs = steps.flatMap((step) => step.fn === "input" ? step.index : [])
    .sort((a, b) => a - b);
  const parameters: number[] = [];
  const own = steps.map((step): PreparedStep => {
    if (step.fn === "input") {
      return { fn: "input", index: inputs.indexOf(step.index) };
    }
    if (step.fn !== "constant" || isSimple(step.value)) return step;
    return { fn: "parameter", index: parameters.push(step.value) - 1 };
  });
  const key = `${own.map(keyOf).join(";")}>${results}`;
  return { steps: own, results, inputs, parameters, key };
}

/**
 * Quarters up to 8 are likely to belong to a formula. Other numbers, such as a learning rate, may change from call to call
 * and must not cause a compilation each time.
 */
function isSimple(value: number): boolean {
  return !Number.isFinite(value) ||
    (Number.isInteger(4 * value) && Math.abs(value) <= 8);
}

function keyOf(step: PreparedStep): string {
  return step.fn === "parameter" ? `p${step.index}` : textOf(step);
}
