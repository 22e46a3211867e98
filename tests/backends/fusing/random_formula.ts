/** Random expressions of whole numbers. */

import {
  binary,
  constant,
  type Expr,
  input,
  unary,
  where,
} from "../../../backends/expr.ts";

/** A formula of so many inputs, whose values stay small. */
export function randomFormula(random: () => number, inputs: number): Expr {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const leaf = (): Expr =>
    random() < 0.8 ? input(below(inputs)) : constant(below(5) - 2);
  const grow = (depth: number): Expr => {
    if (depth === 0 || random() < 0.2) return leaf();
    const a = grow(depth - 1), b = grow(depth - 1);
    const fn = pick(
      ["add", "sub", "mul", "maximum", "minimum", "greater", "equal"] as const,
    );
    if (random() < 0.1) return where(a, b, leaf());
    if (random() < 0.1) return unary(pick(["neg", "abs", "sign"]), a);
    return binary(fn, a, b);
  };
  const whole = grow(1 + below(2));
  return binary("maximum", binary("minimum", whole, constant(8)), constant(-8));
}
