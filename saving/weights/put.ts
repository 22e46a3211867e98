/** Puts arrays of a file into the variables of a model: all that fit, or none. */

import { Scope } from "../../autograd/scope.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { sameShape } from "../../backends/view.ts";
import { quote, ValueError } from "../../config/errors.ts";
import type { Variable } from "../../variables/variable.ts";

/** An array of a file, or a part of it. */
export interface Found {
  /** What the file calls it. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements. */
  readonly data: ArrayLike<number>;
}

/** What was found for a variable, if anything. */
export interface Match {
  /** What the file would call it. */
  readonly wanted: string;
  /** The variable. */
  readonly variable: Variable;
  /** What the file has for it. */
  readonly found: Found | null;
}

/** What a file has for a model. */
export interface Matches {
  /** For each variable what was found. */
  readonly matches: readonly Match[];
  /** What the file has and the model has not. */
  readonly extra: readonly string[];
}

/** What came of it. */
export interface LoadedWeights {
  /** The weights that were loaded, by their paths, and what the file calls them. */
  readonly loaded: Readonly<Record<string, string>>;
  /** Weights for which the file has nothing. */
  readonly missing: readonly string[];
  /** What the file has and the model has not. */
  readonly extra: readonly string[];
  /** Weights whose shape is another in the file. */
  readonly mismatched: readonly string[];
}

/** Which differences there may be. */
export interface Tolerance {
  /** Whether a weight may be missing, or an array too many. */
  readonly missing: boolean;
  /** Whether a shape may be another. */
  readonly mismatched: boolean;
}

/** How many differences an error lists. */
const MOST = 12;

/**
 * Puts what was found into the variables.
 *
 * @throws {ValueError} if there are differences that may not be; then none is changed.
 */
export function put(
  action: string,
  { matches, extra }: Matches,
  may: Tolerance = { missing: false, mismatched: false },
): LoadedWeights {
  const missing = matches.filter(({ found }) => !found);
  const mismatched = matches.filter(({ found, variable }) =>
    found && !sameShape(found.shape, variable.shape)
  );
  const wrong = [
    ...(may.missing ? [] : missing)
      .map(({ wanted, variable }) => `no ${wanted} for "${variable.path}"`),
    ...(may.mismatched ? [] : mismatched).map(({ found, variable }) =>
      `${found!.name} of shape ${
        quote(found!.shape)
      } for "${variable.path}" of shape ${quote(variable.shape)}`
    ),
    ...(may.missing ? [] : extra).map((name) =>
      `${name}, which is in no place`
    ),
  ];
  if (wrong.length > 0) throw differs(action, wrong);
  const fitting = matches.filter((one) =>
    one.found && !mismatched.includes(one)
  );
  using _scope = new Scope();
  const tensors = fitting.map(({ variable, found }) =>
    Tensor.from(variable.value.backend, found!.data, variable.shape)
  );
  fitting.forEach(({ variable }, i) => variable.assign(tensors[i]));
  const pathsOf = (some: readonly Match[]) =>
    some.map(({ variable }) => variable.path);
  return {
    loaded: Object.fromEntries(
      fitting.map(({ variable, found }) => [variable.path, found!.name]),
    ),
    missing: pathsOf(missing),
    extra,
    mismatched: pathsOf(mismatched),
  };
}

function differs(action: string, wrong: readonly string[]): ValueError {
  const shown = wrong.slice(0, MOST).join("; ");
  const more = wrong.length > MOST ? `; and ${wrong.length - MOST} more` : "";
  return new ValueError(
    `Cannot ${action}: expected the weights of the model, received ${shown}${more}`,
  );
}
