/** The options of cross-entropies. */

import { ValueError } from "../../config/errors.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";

/** How predictions are meant, and over what the cross-entropies are folded. */
export interface CrossentropyOptions {
  /** Whether predictions are logits, to which a sigmoid would have to be applied; `false` if not given. */
  readonly fromLogits?: boolean;
  /** How far targets are moved towards one another: 1 is all the way; 0 if not given. */
  readonly labelSmoothing?: number;
  /** The axis over which they are folded, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The options that `CrossentropyOptions` names. */
export const CROSSENTROPY_OPTIONS: readonly string[] = [
  "fromLogits",
  "labelSmoothing",
  "axis",
];

/**
 * The options that are meant, those that are not given filled in.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkCrossentropy(
  owner: string,
  options: CrossentropyOptions,
): Required<CrossentropyOptions> {
  checkOptions(owner, options, CROSSENTROPY_OPTIONS);
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = options;
  checkBoolean(owner, "fromLogits", fromLogits);
  checkNumber(owner, "labelSmoothing", labelSmoothing);
  if (labelSmoothing < 0 || labelSmoothing > 1) {
    throw new ValueError(
      `Cannot make ${owner}: expected labelSmoothing to be from 0 to 1, received ${labelSmoothing}`,
    );
  }
  checkNumber(owner, "axis", axis);
  return { fromLogits, labelSmoothing, axis };
}

/**
 * An option that is true or false.
 *
 * @throws {ValueError} if it is not.
 */
export function checkBoolean(
  owner: string,
  option: string,
  value: unknown,
): boolean {
  if (typeof value === "boolean") return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be true or false, received ${
      quote(value)
    }`,
  );
}

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
