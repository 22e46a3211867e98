/** How the expression of one kernel is put into that of another. */

import { type Expr, input, substitute } from "../expr.ts";
import { measure } from "./expressions.ts";
import type { Node } from "./graph.ts";
import type { Place } from "./plan.ts";
import { sameView } from "./views.ts";

/** Steps of an expression beyond which compiling it costs more than it brings. */
const MOST_STEPS = 160;

/** Places that kernels have in common are one input. */
export class Inputs {
  /** The places, each once. */
  readonly places: Place[] = [];

  /** Begins with some places, each of which stays where it is. */
  constructor(places: readonly Place[] = []) {
    this.places.push(...places);
  }

  /** The number of a place. */
  add(place: Place): number {
    const known = this.places.findIndex(({ buffer, view }) =>
      buffer === place.buffer && sameView(view, place.view)
    );
    return known >= 0 ? known : this.places.push(place) - 1;
  }
}

/** Inputs of a node's expressions before `inputs[0]`: the own result of a call. */
export function ownInputs({ kind }: Node): number {
  return kind === "call" ? 1 : 0;
}

/** An expression of which each input is another input. */
export function renumber(
  exprs: readonly Expr[],
  to: (index: number) => number,
): Expr[] {
  const done = new Map<Expr, Expr>();
  return exprs.map((expr) => substitute(expr, (k) => input(to(k)), done));
}

/** Whether a kernel of these parts is not too large: for a device, or to be compiled. */
export function fits(
  most: number,
  exprs: readonly Expr[],
  ...places: (readonly Place[])[]
): boolean {
  const count = places.reduce((sum, { length }) => sum + length, 0);
  return count <= most && measure(exprs).steps <= MOST_STEPS;
}
