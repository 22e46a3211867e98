/** What the optimizers of Keras 2 keep, in the order of Keras 3's. */

import type { Found } from "../../models/weights/put.ts";

/** What is kept for each weight of two kinds: the older ones had all of the first kind before those of the second. */
const PAIRS = [["m", "v"], ["accum_grad", "accum_var"]] as const;

/** The arrays in the order of Keras 3: both of a weight beside each other. */
export function modernState(arrays: readonly Found[]): readonly Found[] {
  for (const [first, second] of PAIRS) {
    const ones = arrays.filter((one) => kindOf(one) === first);
    const others = arrays.filter((one) => kindOf(one) === second);
    if (ones.length === 0 || ones.length !== others.length) continue;
    const pairs = ones.flatMap((one, i) => [one, others[i]]);
    const start = arrays.indexOf(ones[0]);
    const rest = arrays.filter((one) => !pairs.includes(one));
    return [...rest.slice(0, start), ...pairs, ...rest.slice(start)];
  }
  return arrays;
}

/** The last part of a name such as `training/Adam/dense/kernel/m:0`. */
function kindOf({ name }: Found): string | undefined {
  return name.split("/").pop()?.replace(/:0$/, "");
}
