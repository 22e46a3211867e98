/** Puts arrays of a file into the weights of a model: all that fit, or none. */

import { Scope } from "../../autograd/scope.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { sameShape } from "../../backends/view.ts";
import { shorten, ValueError } from "../../config/errors.ts";
import { showShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** An array of a file. */
export interface Found {
  /** What the file calls it. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order. */
  readonly data: ArrayLike<number>;
}

/** What a file has for a weight, if anything. */
export interface Match {
  /** What the file would call it. */
  readonly wanted: string;
  /** The weight. */
  readonly variable: Variable;
  /** The shape that it would have there; that of the weight if not given. */
  readonly shape?: readonly number[];
  /** What is there. */
  readonly found: Found | null;
}

/** What a file has for a model. */
export interface Matches {
  /** For each weight what is there. */
  readonly matches: readonly Match[];
  /** What is there and belongs to no weight. */
  readonly extra: readonly string[];
  /** What to say where it has nothing that is wanted. */
  readonly hint?: string;
}

/**
 * What came of loading weights.
 * @category Saving
 */
export interface LoadedWeights {
  /** The weights that were loaded, by their paths, and what the file calls each. */
  readonly loaded: Readonly<Record<string, string>>;
  /** Paths of weights for which the file has nothing. */
  readonly missing: readonly string[];
  /** What the file has and belongs to no weight. */
  readonly extra: readonly string[];
  /** Paths of weights that have another shape in the file. */
  readonly mismatched: readonly string[];
}

/** Which differences there may be. */
export interface Tolerance {
  /** Whether weights may be missing, and arrays left over. */
  readonly missing: boolean;
  /** Whether shapes may be others. */
  readonly mismatched: boolean;
}

/** Differences that an error lists. */
const MOST = 12;

/** What may be put, and what is different. */
interface Compared {
  readonly fitting: readonly Match[];
  readonly missing: readonly Match[];
  readonly mismatched: readonly Match[];
}

const ALIKE: Tolerance = { missing: false, mismatched: false };

/**
 * Puts what was found in the weights. What may be different is left as it is.
 *
 * @throws {ValueError} if something is different that may not be, with all of it; then nothing is changed.
 */
export function put(
  action: string,
  found: Matches,
  may: Tolerance = ALIKE,
): LoadedWeights {
  const { fitting, missing, mismatched } = compare(action, found, may);
  using _scope = new Scope();
  const tensors = fitting.map(({ variable, found }) =>
    Tensor.from(variable.backend, found!.data, variable.shape)
  );
  fitting.forEach(({ variable }, i) => variable.assign(tensors[i]));
  return {
    loaded: Object.fromEntries(
      fitting.map(({ variable, found }) => [variable.path, found!.name]),
    ),
    missing: missing.map(({ variable }) => variable.path),
    extra: found.extra,
    mismatched: mismatched.map(({ variable }) => variable.path),
  };
}

/**
 * Which weights have what fits them in a file.
 *
 * @throws {ValueError} if something is different that may not be, with all of it.
 */
export function compare(
  action: string,
  { matches, extra, hint }: Matches,
  may: Tolerance = ALIKE,
): Compared {
  const missing = matches.filter(({ found }) => !found);
  const mismatched = matches.filter((one) =>
    one.found && !sameShape(one.found.shape, shapeOf(one))
  );
  checkSame(action, {
    missing: may.missing ? [] : missing,
    extra: may.missing ? [] : extra,
    mismatched: may.mismatched ? [] : mismatched,
    hint: hint && missing.length === matches.length ? ` (${hint})` : "",
  });
  const fitting = matches.filter((one) =>
    one.found && !mismatched.includes(one)
  );
  return { fitting, missing, mismatched };
}

function shapeOf({ shape, variable }: Match): readonly number[] {
  return shape ?? variable.shape;
}

function checkSame(
  action: string,
  { missing, extra, mismatched, hint }: {
    missing: readonly Match[];
    extra: readonly string[];
    mismatched: readonly Match[];
    hint: string;
  },
): void {
  const lines = [
    ...missing.map(({ wanted }) => `no ${shorten(wanted)}`),
    ...mismatched.map((one) =>
      `${shorten(one.found!.name)} of shape ${
        showShape(one.found!.shape)
      } for ${showShape(shapeOf(one))}`
    ),
    ...extra.map((name) => `${shorten(name)}, which it has not`),
  ];
  if (lines.length === 0) return;
  const more = lines.length > MOST ? `, and ${lines.length - MOST} more` : "";
  throw new ValueError(
    `Cannot ${action}: expected its weights, received ${
      lines.slice(0, MOST).join("; ")
    }${more}${hint}`,
  );
}
