/** What fusing needs to know of expressions: which are equal, how large they are, what they cost. */

import { argsOf, type Expr } from "../expr.ts";
import { toProgram } from "../program.ts";

/** Expressions told apart at a time; more of them are made by programs that make new ones all the time. */
const MOST_KNOWN = 4096;

/** Numbers for expressions: equal for equal ones, found by identity as long as the object lives. */
export class ExprNumbers {
  readonly #byObject = new WeakMap<Expr, number>();
  readonly #byText = new Map<string, number>();
  #next = 0;

  /** The number of an expression. */
  of(expr: Expr): number {
    const known = this.#byObject.get(expr);
    if (known !== undefined) return known;
    const { key } = toProgram([expr]);
    const number = this.#byText.get(key) ?? this.#next++;
    if (this.#byText.size >= MOST_KNOWN) this.#byText.clear();
    this.#byText.set(key, number);
    this.#byObject.set(expr, number);
    return number;
  }
}

/** Functions that take more than a few instructions. */
const COSTLY: ReadonlySet<Expr["fn"]> = new Set([
  "exp",
  "expm1",
  "log",
  "log1p",
  "sin",
  "cos",
  "tanh",
  "erf",
  "pow",
]);
const COST_OF_COSTLY = 16;

/** How many distinct steps expressions have, and about how many instructions they take for an element. */
export function measure(
  exprs: readonly Expr[],
): { steps: number; cost: number } {
  const seen = new Set<Expr>();
  let cost = 0;
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    if ("args" in expr) cost += COSTLY.has(expr.fn) ? COST_OF_COSTLY : 1;
    argsOf(expr).forEach(visit);
  };
  exprs.forEach(visit);
  return { steps: seen.size, cost };
}
