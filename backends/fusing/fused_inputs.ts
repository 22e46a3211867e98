/** The inputs of kernels that are fused: each place once, and expressions that speak of the new numbers. */

import { type Expr, input, substitute, unary } from "../expr.ts";
import { measure } from "./expressions.ts";
import type { Graph, Node } from "./graph.ts";
import type { Place } from "./plan.ts";
import { sameView } from "./views.ts";

/** Steps of an expression beyond which compiling it costs more than it saves. */
const MOST_STEPS = 160;

/** A list of inputs in which no place stands twice. */
export class Inputs {
  readonly places: Place[] = [];

  /** Begins with places that keep their numbers. */
  constructor(places: readonly Place[] = []) {
    this.places.push(...places);
  }

  /** The number of a place, which is added if it is new. */
  add(place: Place): number {
    const known = this.places.findIndex(({ buffer, view }) =>
      buffer === place.buffer && sameView(view, place.view)
    );
    return known >= 0 ? known : this.places.push(place) - 1;
  }
}

/** How many inputs of a node's expressions come before `inputs[0]`: a call's own result does. */
export function ownInputs({ kind }: Node): number {
  return kind === "call" ? 1 : 0;
}

/** The value of an output as whoever reads it finds it, rounded where it is stored so: bits are those of no fusing. */
export function storedValue({ facts }: Graph, node: Node, out: number): Expr {
  const expr = node.exprs[out];
  if (facts[node.outs[out].buffer].dtype === "float32") return expr;
  const from = expr.fn === "input"
    ? node.inputs[expr.index - ownInputs(node)]
    : undefined;
  const isRounded = expr.fn === "float16" ||
    from && facts[from.buffer].dtype === "float16";
  return isRounded ? expr : unary("float16", expr);
}

/** The expressions with other numbers for their inputs. */
export function renumber(
  exprs: readonly Expr[],
  to: (index: number) => number,
): Expr[] {
  const done = new Map<Expr, Expr>();
  return exprs.map((expr) => substitute(expr, (k) => input(to(k)), done));
}

/** Whether a kernel has at most so many operands, and is not too large to compile. */
export function fits(
  most: number,
  exprs: readonly Expr[],
  ...places: (readonly Place[])[]
): boolean {
  const count = places.reduce((sum, { length }) => sum + length, 0);
  return count <= most && measure(exprs).steps <= MOST_STEPS;
}
