/** What variables hold, at one moment. */

import { stopGradient } from "../../autograd/ops/alias.ts";
import type { Variable } from "../../variables/variable.ts";

/** The elements of variables, whatever is trained while they are read. */
export async function valuesOf(
  variables: Iterable<Variable>,
): Promise<ReadonlyMap<Variable, Float32Array>> {
  const taken = [...new Set(variables)].map((variable) =>
    [variable, stopGradient(variable)] as const
  );
  return new Map(
    await Promise.all(taken.map(async ([variable, value]) => {
      using _taken = value;
      return [variable, await value.data()] as const;
    })),
  );
}
