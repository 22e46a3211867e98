/** The options of cross-entropies of targets that are numbers of classes. */

import { checkNumber, checkOptions } from "../../layers/options.ts";
import { checkBoolean } from "./crossentropy_options.ts";

/** How predictions are meant, and which targets do not count. */
export interface SparseCrossentropyOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** The class whose samples do not count; all do if not given. */
  readonly ignoreClass?: number | null;
  /** The axis of the classes, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The options that `SparseCrossentropyOptions` names. */
export const SPARSE_OPTIONS: readonly string[] = [
  "fromLogits",
  "ignoreClass",
  "axis",
];

/**
 * The options that are meant, those that are not given filled in.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkSparse(
  owner: string,
  options: SparseCrossentropyOptions,
): Required<SparseCrossentropyOptions> {
  checkOptions(owner, options, SPARSE_OPTIONS);
  const { fromLogits = false, ignoreClass = null, axis = -1 } = options;
  checkBoolean(owner, "fromLogits", fromLogits);
  if (ignoreClass !== null) checkNumber(owner, "ignoreClass", ignoreClass);
  checkNumber(owner, "axis", axis);
  return { fromLogits, ignoreClass, axis };
}
