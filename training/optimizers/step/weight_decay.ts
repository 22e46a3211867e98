/** Which weights decay. */

import { checkOptions } from "../../../config/options.ts";
import { quote, ValueError } from "../../../config/errors.ts";
import type { Variable } from "../../../variables/variable.ts";
import { checkVariables } from "./update.ts";

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
 *
 * @category Optimizers
 */
export interface DecayExclusions {
  /** These variables. */
  readonly varList?: readonly Variable[] | null;
  /** Variables whose name matches one of these regular expressions anywhere, such as `"bias"`. */
  readonly varNames?: readonly string[] | null;
}

/**
 * Says for each variable whether it decays: a function that knows what is excluded.
 *
 * @throws {TypeError} if what is to be excluded is no list of variables, or of strings.
 * @throws {ValueError} if one of them is no regular expression.
 */
export function decaying(
  exclusions: DecayExclusions,
): (variable: Variable) => boolean {
  const action = "exclude variables from weight decay";
  checkOptions(action, exclusions, ["varList", "varNames"]);
  const list = exclusions.varList ?? [], names = exclusions.varNames ?? [];
  checkVariables(action, list);
  const isText = Array.isArray(names) &&
    names.every((name) => typeof name === "string");
  if (!isText) {
    throw new TypeError(
      `Cannot ${action}: expected varNames to be an array of strings, received ${
        quote(names)
      }`,
    );
  }
  const variables = new Set(list);
  const pattern = names.length > 0 ? toPattern(action, names) : null;
  return (variable) =>
    !variables.has(variable) && !pattern?.test(variable.name);
}

function toPattern(action: string, names: readonly string[]): RegExp {
  try {
    return new RegExp(names.join("|"));
  } catch {
    throw new ValueError(
      `Cannot ${action}: expected varNames to be regular expressions, received ${
        quote(names)
      }`,
    );
  }
}
