/** Expressions as functions of their inputs. */

import type { Expr } from "../expr.ts";
import { type Step, toProgram } from "../program.ts";
import { BINARY, UNARY } from "./functions.ts";

/** Values of the steps so far, by step. */
type Values = Float64Array;
type Run = (values: Values, inputs: Float64Array) => number;

/** A function that puts the value of each expression for given inputs into `results`. */
export function compile(
  exprs: readonly Expr[],
): (inputs: Float64Array, results: Float64Array) => void {
  const program = toProgram(exprs);
  const steps = program.steps.map(compileStep);
  const values = new Float64Array(steps.length);
  return (inputs, results) => {
    steps.forEach((step, i) => values[i] = step(values, inputs));
    program.results.forEach((step, j) => results[j] = values[step]);
  };
}

function compileStep(step: Step): Run {
  if (step.fn === "input") return (_, inputs) => inputs[step.index];
  if (step.fn === "constant") return () => step.value;
  const [a, b, c] = step.args;
  if (step.fn === "where") return (v) => v[a] !== 0 ? v[b] : v[c];
  if (step.fn in UNARY) {
    const f = UNARY[step.fn as keyof typeof UNARY];
    return (v) => f(v[a]);
  }
  const f = BINARY[step.fn as keyof typeof BINARY];
  return (v) => f(v[a], v[b]);
}
