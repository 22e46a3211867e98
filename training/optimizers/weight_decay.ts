/** Which weights decay. */

import type { Variable } from "../../layers/variable.ts";

/**
 * What is not to decay.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const kernel = new dg.layers.Variable(dg.tensor([8]), { name: "kernel" });
 * const bias = new dg.layers.Variable(dg.tensor([8]), { name: "bias" });
 * const optimizer = new dg.optimizers.SGD({ learningRate: 0.5, weightDecay: 0.5 });
 * optimizer.excludeFromWeightDecay({ varNames: ["bias"] });
 * optimizer.apply([dg.tensor([0]), dg.tensor([0])], [kernel, bias]);
 * assertEquals([await kernel.value.item(), await bias.value.item()], [6, 8]);
 * ```
 */
export interface DecayExclusions {
  /** These variables. */
  readonly varList?: readonly Variable[] | null;
  /** Variables whose name matches one of these regular expressions anywhere, such as `"bias"`. */
  readonly varNames?: readonly string[] | null;
}

/** Says for each variable whether it decays: a function that knows what is excluded. */
export function decaying(
  { varList, varNames }: DecayExclusions,
): (variable: Variable) => boolean {
  const variables = new Set(varList ?? []), names = varNames ?? [];
  const pattern = names.length > 0 ? new RegExp(names.join("|")) : null;
  return (variable) =>
    !variables.has(variable) && !pattern?.test(variable.name);
}
