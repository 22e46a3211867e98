/** Which weights decay. */

import type { Variable } from "../../layers/variable.ts";

/** What is not to decay. */
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
