/** The options of overlaps of classes. */

import { ValueError } from "../../backends/errors.ts";
import { checkNumber, checkOneOf, checkOptions } from "../../layers/options.ts";
import { checkBoolean } from "../losses/crossentropy_options.ts";

/** How labels and weights are read: as whole numbers, cut off, or as they are. */
export type LabelType = "int" | "int32" | "int64" | "float32";

/** The options of every overlap. */
export interface OverlapOptions {
  /** Its name; that of its class, in snake case, if not given. */
  readonly name?: string | null;
  /** Whether labels and weights are cut off to whole numbers, or taken as they are (`"float32"`); `"int32"` if not given. */
  readonly dtype?: LabelType | null;
}

/** The options of overlaps of classes of which one may be ignored. */
export interface ClassOverlapOptions extends OverlapOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** The class whose targets do not count; all do if not given. */
  readonly ignoreClass?: number | null;
  /** Whether predictions are numbers of classes, and not one value for each class. */
  readonly sparseYPred?: boolean;
  /** The axis of the classes where there is one, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/** The options of overlaps whose targets may be numbers of classes. */
export interface SparseOverlapOptions extends ClassOverlapOptions {
  /** Whether targets are numbers of classes, and not one value for each class; `true` if not given. */
  readonly sparseYTrue?: boolean;
}

/** The classes whose overlaps are averaged. */
export interface TargetClasses {
  /** The numbers of the classes whose overlaps are averaged. */
  readonly targetClassIds: readonly number[];
}

/** What `OverlapMetric` is told. */
export type OverlapSettings =
  & Required<Omit<SparseOverlapOptions, "name">>
  & TargetClasses;

const TYPES: readonly LabelType[] = ["int", "int32", "int64", "float32"];
/** What all of them have. */
export const OVERLAP_OPTIONS: readonly string[] = ["name", "dtype"];
/** What `ClassOverlapOptions` names. */
export const CLASS_OVERLAP_OPTIONS: readonly string[] = [
  ...OVERLAP_OPTIONS,
  "numClasses",
  "ignoreClass",
  "sparseYPred",
  "axis",
];

/**
 * The options that are meant; `areSparse` says what targets and predictions are if not given.
 *
 * @throws {ValueError} if one of them makes no sense.
 */
export function checkOverlap(
  owner: string,
  options: SparseOverlapOptions,
  known: readonly string[],
  areSparse: boolean,
): Omit<OverlapSettings, "targetClassIds"> {
  checkOptions(owner, options, known);
  const { numClasses, ignoreClass = null, axis = -1 } = options;
  const { sparseYTrue = areSparse, sparseYPred = areSparse } = options;
  if (!Number.isInteger(numClasses) || numClasses < 1) {
    throw new ValueError(
      `Cannot make ${owner}: expected numClasses to be an integer > 0, received ${numClasses}`,
    );
  }
  if (ignoreClass !== null) checkNumber(owner, "ignoreClass", ignoreClass);
  checkNumber(owner, "axis", axis);
  checkBoolean(owner, "sparseYTrue", sparseYTrue);
  checkBoolean(owner, "sparseYPred", sparseYPred);
  const dtype = checkOneOf(owner, "dtype", options.dtype ?? "int32", TYPES);
  return {
    numClasses,
    ignoreClass,
    sparseYTrue,
    sparseYPred,
    axis,
    dtype: dtype === "int" ? "int32" : dtype,
  };
}

/**
 * The classes whose overlaps are averaged.
 *
 * @throws {ValueError} if there are none, or one is out of range.
 */
export function checkTargets(
  owner: string,
  targetClassIds: unknown,
  numClasses: number,
): readonly number[] {
  const ids: unknown[] = Array.isArray(targetClassIds) ? targetClassIds : [];
  const fits = (id: unknown) =>
    typeof id === "number" && Number.isInteger(id) && id >= 0 &&
    id < numClasses;
  if (ids.length > 0 && ids.every(fits)) return ids.map(Number);
  throw new ValueError(
    `Cannot make ${owner}: expected targetClassIds to be numbers of classes in [0, ${numClasses}), received ${
      JSON.stringify(targetClassIds)
    }`,
  );
}
