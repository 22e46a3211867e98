/** Calls in a graph made again: on tensors, on other symbols. */

import type { CallOptions } from "./layer_options.ts";
import type { GraphNode } from "./symbol.ts";

/** The arguments of `apply` for what is given in the place of a call's inputs, of which the last ones have names. */
export function argumentsOf<One>(
  { names, training }: Pick<GraphNode, "names" | "training">,
  given: readonly One[],
): [x: One | readonly One[], options: CallOptions] {
  const count = given.length - names.length;
  const named = names.map((name, i) => [name, given[count + i]]);
  return [
    count === 1 ? given[0] : given.slice(0, count),
    {
      ...training === null ? {} : { training },
      ...Object.fromEntries(named),
    },
  ];
}
