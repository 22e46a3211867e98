/** What a weight is made with, as the options of layers say it. */

import * as constraints from "./constraints/mod.ts";
import * as initializers from "./initializers/mod.ts";
import * as regularizers from "./regularizers/mod.ts";

/** First values, penalty and constraint of one weight. */
export interface WeightPart {
  /** Its first values. */
  readonly initializer: initializers.Initializer;
  /** What it is penalised for. */
  readonly regularizer: regularizers.Regularizer | null;
  /** What it is brought back to after every update. */
  readonly constraint: constraints.Constraint | null;
}

/**
 * The parts that identifiers mean; `first` are the first values of a weight that is given none.
 *
 * @throws {ValueError} if one means nothing.
 */
export function toWeightPart(
  first: initializers.InitializerName,
  initializer: initializers.InitializerIdentifier | null | undefined,
  regularizer: regularizers.RegularizerIdentifier | null | undefined,
  constraint: constraints.ConstraintIdentifier | null | undefined,
): WeightPart {
  return {
    initializer: initializers.get(initializer ?? first),
    regularizer: regularizers.get(regularizer),
    constraint: constraints.get(constraint),
  };
}
